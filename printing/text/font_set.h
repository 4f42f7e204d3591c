#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "printing/bitmap.h"

namespace printing {

enum class FontWeight { Regular, Bold };

/// One font by the name of its file: no search, so that a label looks the same on every machine
/// that has the file.
struct FontFile {
    std::filesystem::path path;
    int face = 0;  ///< Which font of a collection (.ttc).
    FontWeight weight = FontWeight::Regular;
};

/// Noto Sans CJK SC regular and bold, then WenQuanYi Micro Hei for what they lack.
std::vector<FontFile> default_font_files();
/// "FILE", "FILE#FACE", "FILE bold", "FILE#FACE bold"; an empty list gives the defaults.
/// InvalidInput with the entry that is neither, or where every entry is bold.
base::Result<std::vector<FontFile>> parse_font_files(const std::vector<std::string>& entries);

/// A glyph with its place in the line. Lengths in 1/65536 of the font size, so that one shaping
/// serves every size.
struct ShapedGlyph {
    static constexpr std::uint16_t kSubstitute = 0xffff;
    std::uint16_t font = 0;  ///< Index into the set; kSubstitute draws a crossed box.
    std::uint32_t glyph = 0;
    int advance = 0;
    int x_offset = 0;
    int y_offset = 0;        ///< Upwards.
    bool may_cut = true;     ///< A user-perceived character starts here.
    bool may_break = false;  ///< A line may start here.
    bool is_space = false;   ///< Not drawn; dropped at the end of a line.
};

struct ShapedText {
    std::vector<ShapedGlyph> glyphs;
    std::vector<char32_t> missing;  ///< Characters that no font holds, each once, in order.
};

/// The fonts of labels: shaping with HarfBuzz, pictures of glyphs with FreeType (light hinting,
/// grey, threshold 112 of 255), kept as 1-bit pictures. Both caches are bounded.
/// Not shared: one per thread, no locks. Loading takes some 20 ms; keep it.
class FontSet {
public:
    /// Every file must open. NotFound names the file and the Debian package that brings it;
    /// InvalidInput where it is not a font or has no such face.
    static base::Result<FontSet> load(const std::vector<FontFile>& files);
    ~FontSet();
    FontSet(FontSet&&) noexcept;
    FontSet& operator=(FontSet&&) noexcept;

    /// Fallback goes through the fonts of the weight, then through the rest; a cluster (an emoji
    /// with all its joiners) that no font holds becomes one substitute. Control characters and
    /// line ends become spaces. The reference is good until the next call.
    const ShapedText& shape(std::string_view utf8, FontWeight weight);

    /// Draws the glyph with its origin (left, on the baseline) at x, y; what would fall outside
    /// `clip` is left out. size_px 1..512.
    void draw(Bitmap& image, const ShapedGlyph& glyph, int size_px, int x, int y, const Rect& clip);

private:
    struct State;
    explicit FontSet(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace printing
