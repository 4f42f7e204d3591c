// Files for the product table on their way to the server: base64, pictures made small first.

const kSide = 800; // dots of the longer side: large enough for the bench, small enough for the disk

function base64(bytes) {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

/// The file's bytes as base64.
export async function file_text(file) {
  return base64(new Uint8Array(await file.arrayBuffer()));
}

/// A picture as base64: drawn anew at most 800 dots large, which also leaves out where a phone took it. What this
/// browser cannot draw goes as it is; the server says what it thinks of it.
export async function shrunk_picture(file) {
  let image;
  try {
    image = await createImageBitmap(file);
  } catch {
    return file_text(file);
  }
  const scale = Math.min(1, kSide / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.85));
  return blob ? file_text(blob) : file_text(file);
}
