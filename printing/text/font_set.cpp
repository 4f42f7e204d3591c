#include "printing/text/font_set.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_SIZES_H
#include <hb-ot.h>
#include <hb.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "base/text.h"
#include "printing/text/break_finder.h"

namespace printing {
namespace {

// Measured at 203 dpi: 80-96 closes the counters of dense characters, 160 thins the strokes.
constexpr int kThreshold = 112;
constexpr std::size_t kMaxCachedGlyphs = 20'000;
constexpr std::size_t kMaxCachedTexts = 1'000;
constexpr int kEm = 65536;
constexpr int kSubstituteAdvance = kEm * 9 / 10;

struct GlyphPicture {
    Bitmap bits;
    int left = 0;  ///< From the origin to the left column.
    int top = 0;   ///< From the baseline up to the first row.
};

struct LibraryCloser {
    void operator()(FT_Library library) const { FT_Done_FreeType(library); }
};
struct FaceCloser {
    void operator()(FT_Face face) const { FT_Done_Face(face); }
};
struct FontCloser {
    void operator()(hb_font_t* font) const { hb_font_destroy(font); }
};
struct BufferCloser {
    void operator()(hb_buffer_t* buffer) const { hb_buffer_destroy(buffer); }
};

struct Font {
    std::unique_ptr<FT_FaceRec_, FaceCloser> face;
    std::unique_ptr<hb_font_t, FontCloser> shaping;  ///< Scaled to kEm per em.
    FontWeight weight = FontWeight::Regular;
    std::map<int, FT_Size> sizes;  ///< Owned by the face.
};

GlyphPicture crossed_box(int size_px) {
    const int side = std::max(5, size_px * 3 / 4);
    const int pen = std::max(1, size_px / 16);
    GlyphPicture picture{Bitmap(side, side), std::max(1, size_px / 14), side * 95 / 100};
    Bitmap& bits = picture.bits;
    bits.fill({0, 0, side, pen});
    bits.fill({0, side - pen, side, pen});
    bits.fill({0, 0, pen, side});
    bits.fill({side - pen, 0, pen, side});
    for (int i = 0; i < side; ++i) {
        bits.fill({i, i, pen, 1});
        bits.fill({side - 1 - i, i, pen, 1});
    }
    return picture;
}

GlyphPicture thresholded(const FT_GlyphSlotRec_& slot) {
    const FT_Bitmap& grey = slot.bitmap;
    const int width = static_cast<int>(grey.width);
    const int height = static_cast<int>(grey.rows);
    GlyphPicture picture{Bitmap(width, height), slot.bitmap_left, slot.bitmap_top};
    for (int y = 0; y < height; ++y) {
        const unsigned char* line = grey.buffer + static_cast<std::ptrdiff_t>(y) * grey.pitch;
        for (int x = 0; x < width; ++x) {
            if (line[x] >= kThreshold) picture.bits.set(x, y);
        }
    }
    return picture;
}

base::Result<Font> open_font(FT_Library library, const FontFile& file) {
    std::error_code error;
    if (!std::filesystem::exists(file.path, error)) {
        const bool wqy = file.path.string().find("wqy") != std::string::npos;
        return base::fail(base::ErrorCode::NotFound,
                          "font file " + file.path.string() +
                              " is missing; install the Debian "
                              "package " +
                              (wqy ? "fonts-wqy-microhei" : "fonts-noto-cjk") +
                              " or name another file in labels.fonts",
                          "font_missing");
    }
    FT_Face opened = nullptr;
    if (FT_New_Face(library, file.path.c_str(), file.face, &opened) != 0) {
        return base::fail(base::ErrorCode::InvalidInput,
                          "font file " + file.path.string() + " has no readable face " +
                              std::to_string(file.face) + "; expected an OpenType or TrueType font",
                          "font_unreadable");
    }
    Font font;
    font.face.reset(opened);
    font.weight = file.weight;
    if (FT_IS_SCALABLE(opened) == 0) {
        return base::fail(base::ErrorCode::InvalidInput,
                          "font file " + file.path.string() +
                              " holds pictures of one size only; expected an outline font",
                          "font_unreadable");
    }
    hb_blob_t* blob = hb_blob_create_from_file(file.path.c_str());
    hb_face_t* face = hb_face_create(blob, static_cast<unsigned>(file.face));
    font.shaping.reset(hb_font_create(face));
    hb_face_destroy(face);
    hb_blob_destroy(blob);
    hb_font_set_scale(font.shaping.get(), kEm, kEm);
    hb_ot_font_set_funcs(font.shaping.get());
    return font;
}

bool has_glyph(hb_font_t* font, char32_t c) {
    hb_codepoint_t glyph = 0;
    return hb_font_get_nominal_glyph(font, c, &glyph) != 0 && glyph != 0;
}

bool is_space(char32_t c) {
    return c == U' ' || c == 0xa0 || c == 0x3000;
}

std::u32string printable(std::string_view utf8) {
    std::u32string text = base::to_utf32(utf8);
    for (char32_t& c : text) {
        if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029) c = U' ';
    }
    return text;
}

}  // namespace

struct FontSet::State {
    std::unique_ptr<FT_LibraryRec_, LibraryCloser> library;  // Closed after the faces.
    std::vector<Font> fonts;
    std::vector<std::uint16_t> order[2];  ///< Fallback order per weight.
    std::unique_ptr<hb_buffer_t, BufferCloser> buffer;
    BreakFinder breaks;
    std::vector<BreakFlags> flags;
    std::unordered_map<std::string, ShapedText> texts;
    std::unordered_map<std::uint64_t, GlyphPicture> glyphs;
    std::map<int, GlyphPicture> substitutes;

    /// The first font that holds the whole cluster; kSubstitute, and the character, where none
    /// does.
    std::uint16_t font_for(std::u32string_view cluster, FontWeight weight,
                           char32_t& missing) const {
        missing = 0;
        for (const std::uint16_t index : order[static_cast<int>(weight)]) {
            hb_font_t* font = fonts[index].shaping.get();
            const auto lacking = std::ranges::find_if(cluster, [&](char32_t c) {
                return !BreakFinder::is_ignorable(c) && !has_glyph(font, c);
            });
            if (lacking == cluster.end()) return index;
            if (missing == 0) missing = *lacking;
        }
        return ShapedGlyph::kSubstitute;
    }

    void shape_run(std::u32string_view text, std::size_t first, std::size_t last,
                   std::uint16_t index, ShapedText& out) {
        hb_buffer_t* run = buffer.get();
        hb_buffer_clear_contents(run);
        hb_buffer_add_codepoints(run, reinterpret_cast<const hb_codepoint_t*>(text.data()),
                                 static_cast<int>(text.size()), static_cast<unsigned>(first),
                                 static_cast<int>(last - first));
        hb_buffer_guess_segment_properties(run);
        hb_buffer_set_direction(run, HB_DIRECTION_LTR);
        hb_shape(fonts[index].shaping.get(), run, nullptr, 0);
        unsigned count = 0;
        const hb_glyph_info_t* infos = hb_buffer_get_glyph_infos(run, &count);
        const hb_glyph_position_t* places = hb_buffer_get_glyph_positions(run, &count);
        std::size_t last_cluster = text.size();
        for (unsigned i = 0; i < count; ++i) {
            const std::size_t at = infos[i].cluster;
            const bool starts = at != last_cluster && flags[at].cluster;
            last_cluster = at;
            out.glyphs.push_back({index, infos[i].codepoint, places[i].x_advance,
                                  places[i].x_offset, places[i].y_offset, starts,
                                  starts && flags[at].line, is_space(text[at])});
        }
    }

    ShapedText shape(std::string_view utf8, FontWeight weight) {
        const std::u32string text = printable(utf8);
        breaks.find(text, flags);
        ShapedText out;
        out.glyphs.reserve(text.size());
        std::size_t run_start = 0;
        std::uint16_t run_font = ShapedGlyph::kSubstitute;
        const auto end_run = [&](std::size_t end) {
            if (run_font != ShapedGlyph::kSubstitute && run_start < end)
                shape_run(text, run_start, end, run_font, out);
        };
        for (std::size_t at = 0; at < text.size();) {
            std::size_t next = at + 1;
            while (next < text.size() && !flags[next].cluster) ++next;
            char32_t missing = 0;
            const auto cluster = std::u32string_view(text).substr(at, next - at);
            const std::uint16_t font = font_for(cluster, weight, missing);
            if (font != run_font || font == ShapedGlyph::kSubstitute) {
                end_run(at);
                run_start = at;
                run_font = font;
            }
            if (font == ShapedGlyph::kSubstitute) {
                out.glyphs.push_back(
                    {font, 0, kSubstituteAdvance, 0, 0, true, flags[at].line, false});
                if (std::ranges::find(out.missing, missing) == out.missing.end())
                    out.missing.push_back(missing);
            }
            at = next;
        }
        end_run(text.size());
        return out;
    }

    FT_Size size_of(Font& font, int size_px) {
        if (const auto found = font.sizes.find(size_px); found != font.sizes.end())
            return found->second;
        FT_Size size = nullptr;
        if (FT_New_Size(font.face.get(), &size) != 0) return nullptr;
        FT_Activate_Size(size);
        FT_Set_Pixel_Sizes(font.face.get(), 0, static_cast<FT_UInt>(size_px));
        font.sizes.emplace(size_px, size);
        return size;
    }

    const GlyphPicture& picture(const ShapedGlyph& glyph, int size_px) {
        if (glyph.font == ShapedGlyph::kSubstitute) {
            const auto found = substitutes.find(size_px);
            if (found != substitutes.end()) return found->second;
            return substitutes.emplace(size_px, crossed_box(size_px)).first->second;
        }
        const std::uint64_t key = (static_cast<std::uint64_t>(glyph.font) << 48) |
                                  (static_cast<std::uint64_t>(size_px) << 32) | glyph.glyph;
        if (const auto found = glyphs.find(key); found != glyphs.end()) return found->second;
        if (glyphs.size() >= kMaxCachedGlyphs) glyphs.clear();
        GlyphPicture made;
        Font& font = fonts[glyph.font];
        if (FT_Size size = size_of(font, size_px); size != nullptr) {
            FT_Activate_Size(size);
            if (FT_Load_Glyph(font.face.get(), glyph.glyph,
                              FT_LOAD_TARGET_LIGHT | FT_LOAD_RENDER | FT_LOAD_NO_BITMAP) == 0)
                made = thresholded(*font.face->glyph);
        }
        return glyphs.emplace(key, std::move(made)).first->second;
    }
};

FontSet::FontSet(std::unique_ptr<State> state) : state_(std::move(state)) {}
FontSet::~FontSet() = default;
FontSet::FontSet(FontSet&&) noexcept = default;
FontSet& FontSet::operator=(FontSet&&) noexcept = default;

base::Result<FontSet> FontSet::load(const std::vector<FontFile>& files) {
    if (files.empty() || files.size() >= ShapedGlyph::kSubstitute) {
        return base::fail(
            base::ErrorCode::InvalidInput,
            "a font set needs at least one font file, not " + std::to_string(files.size()));
    }
    auto state = std::make_unique<State>();
    FT_Library library = nullptr;
    if (FT_Init_FreeType(&library) != 0)
        return base::fail(base::ErrorCode::Unavailable, "FreeType does not start");
    state->library.reset(library);
    state->buffer.reset(hb_buffer_create());
    for (const FontFile& file : files) {
        auto font = open_font(library, file);
        if (!font) return base::pass(font);
        state->fonts.push_back(std::move(*font));
    }
    for (const FontWeight weight : {FontWeight::Regular, FontWeight::Bold}) {
        auto& order = state->order[static_cast<int>(weight)];
        for (const bool wanted : {true, false}) {
            for (std::size_t i = 0; i < state->fonts.size(); ++i) {
                if ((state->fonts[i].weight == weight) == wanted)
                    order.push_back(static_cast<std::uint16_t>(i));
            }
        }
    }
    return FontSet(std::move(state));
}

const ShapedText& FontSet::shape(std::string_view utf8, FontWeight weight) {
    std::string key;
    key.reserve(utf8.size() + 1);
    key += weight == FontWeight::Bold ? 'b' : 'r';
    key += utf8;
    if (const auto found = state_->texts.find(key); found != state_->texts.end())
        return found->second;
    if (state_->texts.size() >= kMaxCachedTexts) state_->texts.clear();
    ShapedText shaped = state_->shape(utf8, weight);
    return state_->texts.emplace(std::move(key), std::move(shaped)).first->second;
}

void FontSet::draw(Bitmap& image, const ShapedGlyph& glyph, int size_px, int x, int y,
                   const Rect& clip) {
    if (glyph.is_space) return;
    const GlyphPicture& picture = state_->picture(glyph, std::clamp(size_px, 1, 512));
    const Rect area{x + picture.left, y - picture.top, picture.bits.width(), picture.bits.height()};
    if (area.empty()) return;
    const int left = std::max(area.x, clip.x);
    const int top = std::max(area.y, clip.y);
    const int right = std::min(area.right(), clip.right());
    const int bottom = std::min(area.bottom(), clip.bottom());
    if (left >= right || top >= bottom) return;
    if (Rect{left, top, right - left, bottom - top} == area) {
        image.draw(picture.bits, area.x, area.y);
        return;
    }
    image.draw(picture.bits.crop({left - area.x, top - area.y, right - left, bottom - top}), left,
               top);
}

std::vector<FontFile> default_font_files() {
    return {{"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2, FontWeight::Regular},
            {"/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", 2, FontWeight::Bold},
            {"/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0, FontWeight::Regular}};
}

base::Result<std::vector<FontFile>> parse_font_files(const std::vector<std::string>& entries) {
    if (entries.empty()) return default_font_files();
    std::vector<FontFile> files;
    bool has_regular = false;
    for (const std::string& entry : entries) {
        FontFile file;
        std::string_view rest = base::trim(entry);
        if (rest.ends_with(" bold")) {
            file.weight = FontWeight::Bold;
            rest = base::trim(rest.substr(0, rest.size() - 5));
        }
        if (const std::size_t hash = rest.rfind('#'); hash != rest.npos) {
            const std::string_view digits = rest.substr(hash + 1);
            const auto [end, error] =
                std::from_chars(digits.data(), digits.data() + digits.size(), file.face);
            if (error != std::errc() || end != digits.data() + digits.size() || file.face < 0)
                return base::fail(base::ErrorCode::InvalidInput,
                                  "font '" + entry +
                                      "': expected the number of a face behind '#', "
                                      "as in \"NotoSansCJK-Regular.ttc#2\"");
            rest = rest.substr(0, hash);
        }
        if (rest.empty())
            return base::fail(base::ErrorCode::InvalidInput,
                              "font '" + entry + "': expected the path of a font file");
        file.path = std::string(rest);
        has_regular = has_regular || file.weight == FontWeight::Regular;
        files.push_back(std::move(file));
    }
    if (!has_regular)
        return base::fail(base::ErrorCode::InvalidInput,
                          "all fonts are marked bold; expected at least one regular font first");
    return files;
}

}  // namespace printing
