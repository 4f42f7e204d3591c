// Whether the bench can be read from two metres: every text large enough, and 7:1 against its ground.

/// The texts of the page that are too small (in vh) or too faint, as sentences; [] when all are well.
export function illegible(page, {least_vh = 2.2, least_contrast = 7} = {}) {
  return page.evaluate(([vh, contrast]) => {
    const rgb = (text) => text.match(/[\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const ground = (node) => {
      for (let at = node; at; at = at.parentElement) {
        const colour = rgb(getComputedStyle(at).backgroundColor);
        if (colour.length < 4 || colour[3] > 0) return colour;
      }
      return [255, 255, 255];
    };
    const bad = [];
    for (const node of document.querySelectorAll('body *')) {
      const own = [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.textContent.trim() !== '');
      if (!own || node.closest('noscript, script, .off-screen') || node.getClientRects().length === 0) continue;
      const style = getComputedStyle(node);
      const size = parseFloat(style.fontSize) / window.innerHeight * 100;
      const [a, b] = [light(rgb(style.color)), light(ground(node))];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      const what = `"${node.textContent.trim().slice(0, 30)}"`;
      if (size < vh - 0.01) bad.push(`${what} is ${size.toFixed(2)} vh`);
      if (ratio < contrast) bad.push(`${what} is ${ratio.toFixed(2)}:1`);
    }
    return bad;
  }, [least_vh, least_contrast]);
}

/// The height of a text in vh.
export function height_vh(page, selector) {
  return page.evaluate((name) => parseFloat(getComputedStyle(document.querySelector(name)).fontSize) / window.innerHeight * 100, selector);
}
