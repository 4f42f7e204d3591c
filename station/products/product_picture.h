#pragma once
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace station {

/// A picture that a browser can show.
struct PictureInfo {
    std::string kind;  ///< "png", "jpg", "webp": also the file's ending.
    int width = 0, height = 0;
};
inline constexpr std::size_t kPictureBytes = 2 * 1024 * 1024;
inline constexpr int kPictureSideLeast = 16;
inline constexpr int kPictureSideMost = 4096;

/// Judges an uploaded file by its content, never by its name: PNG, JPEG or WebP, whole (its end is
/// where the format says), within the limits above. InvalidInput with keys error.picture_kind,
/// error.picture_damaged, error.picture_size. Pure; any thread; made for untrusted bytes.
/// Sources: PNG (ISO/IEC 15948) 5.2, 11.2.2; JPEG (ITU T.81) Annex B; WebP container and VP8
/// (RFC 6386, 9.1) and VP8L headers.
base::Result<PictureInfo> inspect_picture(base::ByteView file);

/// "image/png" of "png".
std::string picture_content_type(const std::string& kind);

}  // namespace station
