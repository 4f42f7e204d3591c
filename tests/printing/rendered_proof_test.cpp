#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>

#include "printing/escpos.h"
#include "printing/png.h"
#include "printing/proof.h"
#include "printing/render.h"
#include "tests/drivers/temporary_folder.h"
#include "tests/printing/generated_labels.h"
#include "tests/printing/shipped_templates.h"
#include "tests/simulators/escpos_printer/simulated_printer.h"

// Proof, PNG and encoder over labels as the renderer really makes them.
namespace printing {
namespace {

constexpr int kLabels = 240;
constexpr const char* kTemplates[] = {"76x130", "100x150", "100x180"};

RenderedLabel rendered(int n) {
    static const std::array<config::LabelTemplate, 3> kLoaded{
        config::load_label_template("config/templates/76x130.toml").value(),
        config::load_label_template("config/templates/100x150.toml").value(),
        config::load_label_template("config/templates/100x180.toml").value()};
    const auto which = static_cast<std::size_t>(n) % std::size(kTemplates);
    const base::Dpi dpi{n % 5 == 4 ? 300 : 203};
    return render_label(generated_label(n), kLoaded[which], dpi, shipped_fonts()).value();
}

std::string all(const std::vector<LabelFailure>& failures) {
    std::string text;
    for (const auto& failure : failures)
        text += failure.code + " " + failure.field + ": " + failure.message + "\n";
    return text;
}

TEST(RenderedLabels, AllPassTheProofAndSayTheirNumber) {
    for (int n = 0; n < kLabels; ++n) {
        const ProofReport report = prove(rendered(n));
        EXPECT_TRUE(report.passed()) << n << "\n" << all(report.failures);
        const auto main = std::ranges::find(report.codes, "main", &ProvenCode::role);
        ASSERT_NE(main, report.codes.end());
        EXPECT_EQ(main->text, generated_label(n).number);
    }
}

TEST(RenderedLabels, AreFoundAndMeasuredWithoutTheirLayout) {
    for (int n = 0; n < 60; ++n) {
        const RenderedLabel label = rendered(n);
        const ProofReport report = prove_image(label.image, label.dpi, generated_label(n).number);
        EXPECT_TRUE(report.passed()) << n << "\n" << all(report.failures);
        std::set<std::pair<int, int>> drawn, found;
        for (const auto& symbol : label.symbols) drawn.emplace(symbol.area.x, symbol.area.y);
        for (const auto& code : report.codes) found.emplace(code.position.x, code.position.y);
        EXPECT_EQ(found, drawn) << n;
    }
}

TEST(RenderedLabels, ComeOutOfAnEscposPrinterAsTheyWereProven) {
    const auto encoder = make_encoder({}).value();
    int changed = 0;
    for (int n = 0; n < kLabels; ++n) {
        const RenderedLabel label = rendered(n);
        simulators::SimulatedPrinter printer;
        printer.receive(encoder->encode(label.image, 1).value());
        const auto sheets = printer.take_sheets();
        ASSERT_EQ(sheets.size(), 1U);
        EXPECT_EQ(printer.real_time_in_raster(), 0) << n;
        RenderedLabel printed = label;
        ASSERT_EQ(sheets[0].rows.size(), static_cast<std::size_t>(label.image.height()));
        for (int y = 0; y < label.image.height(); ++y)
            std::ranges::copy(sheets[0].rows[static_cast<std::size_t>(y)],
                              printed.image.row(y).begin());
        EXPECT_EQ(printed.image, without_real_time_commands(label.image)) << n;
        if (printed.image != label.image) ++changed;
        EXPECT_TRUE(prove(printed).passed()) << n;  // A dot that was left out is in no symbol.
    }
    EXPECT_LT(changed, kLabels);
    RecordProperty("labels_with_a_dot_left_out", changed);
}

TEST(RenderedLabels, SurviveTheirPng) {
    for (int n = 0; n < 20; ++n) {
        const RenderedLabel label = rendered(n);
        const auto back = decode_png(encode_png(label.image, label.dpi).value());
        ASSERT_TRUE(back.has_value());
        EXPECT_EQ(back->image, label.image);
        EXPECT_EQ(back->dpi, label.dpi);
    }
}

// Another reader, which we neither wrote nor link: zbarimg of zbar-tools.
TEST(RenderedLabels, AreReadByZbarimg) {
    if (!std::filesystem::exists("/usr/bin/zbarimg")) GTEST_SKIP() << "zbar-tools is missing";
    const drivers::TemporaryFolder folder;
    for (int n = 0; n < 30; ++n) {
        const RenderedLabel label = rendered(n);
        const auto path = folder.path / "label.png";
        std::ofstream(path, std::ios::binary)
            << base::as_text(encode_png(label.image, label.dpi).value());
        const std::string command = "/usr/bin/zbarimg -q --raw -S*.disable -Scode128.enable '" +
                                    path.string() + "' 2>/dev/null";
        const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
        ASSERT_NE(pipe, nullptr);
        std::set<std::string> read;
        char line[256];
        while (std::fgets(line, sizeof line, pipe.get()) != nullptr)
            read.insert(std::string(line, std::strcspn(line, "\n")));
        EXPECT_EQ(read, std::set<std::string>{generated_label(n).number}) << n;
    }
}

}  // namespace
}  // namespace printing
