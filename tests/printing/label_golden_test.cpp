#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/files.h"
#include "config/label_template.h"
#include "printing/png.h"
#include "printing/render.h"
#include "tests/printing/label_samples.h"

namespace printing {
namespace {

namespace fs = std::filesystem;

struct GoldenLabel {
    std::string name;
    std::string template_name;
    int dpi = 203;
    LabelContent content;
};

std::vector<GoldenLabel> golden_labels() {
    std::vector<GoldenLabel> labels;
    LabelContent masked = everyday_label();
    masked.masking = Masking::Masked;
    LabelContent test = everyday_label();
    test.test = true;
    for (const char* name : {"76x130", "100x150", "100x180"}) {
        labels.push_back({std::string("label-") + name, name, 203, everyday_label()});
        labels.push_back({std::string("label-") + name + "-full", name, 203, full_label()});
    }
    labels.push_back({"label-100x150-300dpi", "100x150", 300, everyday_label()});
    labels.push_back({"label-100x150-masked", "100x150", 203, masked});
    labels.push_back({"label-100x150-test", "100x150", 203, test});
    return labels;
}

/// FNV-1a over the whole file: enough to tell one release of a font from another.
std::string fingerprint(const fs::path& file) {
    const auto bytes = base::read_file(file, 64'000'000);
    if (!bytes) return bytes.error().message;
    std::uint64_t hash = 14695981039346656037ULL;
    for (const std::uint8_t byte : *bytes) hash = (hash ^ byte) * 1099511628211ULL;
    base::Bytes shown;
    for (int shift = 56; shift >= 0; shift -= 8)
        shown.push_back(static_cast<std::uint8_t>(hash >> shift));
    return base::to_hex(shown);
}

std::string font_fingerprints() {
    std::string text;
    for (const FontFile& font : default_font_files())
        text += fingerprint(font.path) + "  " + font.path.filename().string() + "\n";
    return text;
}

const fs::path kFolder = "tests/golden/labels";

/// Compares with the approved file; a mismatch leaves `.unapproved` beside it.
void compare(const fs::path& file, const base::Bytes& found) {
    const fs::path unapproved = file.string() + ".unapproved";
    const auto approved = base::read_file(file, 64'000'000);
    fs::remove(unapproved);
    if (approved && *approved == found) return;
    ASSERT_TRUE(base::write_file_atomically(unapproved, found));
    ADD_FAILURE() << (approved ? "differs from " : "no approved ") << file.string() << ": look at "
                  << unapproved.string() << "; if it is right, rename it over the approved file";
}

TEST(LabelGolden, FontsAreTheOnesTheGoldensWereMadeWith) {
    const auto approved = base::read_file(kFolder / "fonts.txt", 10'000);
    ASSERT_TRUE(approved) << approved.error().message;
    EXPECT_EQ(font_fingerprints(), base::as_text(*approved))
        << "the font files of this machine are not those of Debian 12 (fonts-noto-cjk "
           "1:20220127+repack1-1, fonts-wqy-microhei 0.2.0-beta-3.1) with which the goldens in "
        << kFolder
        << " were made: look at every .unapproved label, approve them and write the new "
           "fingerprints into fonts.txt";
}

TEST(LabelGolden, EveryLabelLooksAsApproved) {
    auto fonts = FontSet::load(default_font_files());
    ASSERT_TRUE(fonts) << fonts.error().message;
    const auto made_with = base::read_file(kFolder / "fonts.txt", 10'000);
    if (!made_with || base::as_text(*made_with) != font_fingerprints())
        GTEST_SKIP() << "other fonts than the goldens were made with: see the test before";
    for (const GoldenLabel& golden : golden_labels()) {
        SCOPED_TRACE(golden.name);
        const auto label_template =
            config::load_label_template("config/templates/" + golden.template_name + ".toml");
        ASSERT_TRUE(label_template) << label_template.error().front().message;
        const auto label =
            render_label(golden.content, *label_template, base::Dpi{golden.dpi}, *fonts);
        ASSERT_TRUE(label) << label.error().message;
        const auto png = encode_png(label->image, label->dpi);
        ASSERT_TRUE(png);
        // Compared by dots, so that another zlib does not matter.
        const fs::path file = kFolder / (golden.name + ".png");
        const auto approved_file = base::read_file(file, 64'000'000);
        if (approved_file) {
            const auto approved = decode_png(*approved_file);
            if (approved && approved->image == label->image) {
                fs::remove(file.string() + ".unapproved");
                continue;
            }
        }
        compare(file, *png);
    }
}

}  // namespace
}  // namespace printing
