#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <string>

#include "printing/bitmap.h"
#include "printing/escpos.h"
#include "printing/label_encoder.h"
#include "tests/simulators/printer/virtual_printer.h"

// A label's picture goes through the encoder of each language into the virtual printer, which
// shares no code with it: what lies on its paper must be the picture, dot for dot.
namespace printing {
namespace {

simulators::Language simulated(std::string_view language) {
    for (const auto known : {simulators::Language::Escpos, simulators::Language::Tspl,
                             simulators::Language::Zpl, simulators::Language::Cpcl})
        if (simulators::name(known) == language) return known;
    ADD_FAILURE() << "the virtual printer does not speak " << language;
    return simulators::Language::Escpos;
}

/// Bars, text-like specks, solid blocks and noise, as much of each as chance has it.
Bitmap random_label(int width, int height, std::mt19937& random) {
    Bitmap label(width, height);
    const auto below = [&](int limit) {
        return static_cast<int>(random() % static_cast<unsigned>(limit));
    };
    for (int i = 0, blocks = 5 + below(60); i < blocks; ++i) {
        const int x = below(width);
        const int y = below(height);
        label.fill({x, y, 1 + below(std::max(1, width / 4)), 1 + below(12)}, below(3) != 0);
        label.fill({y % width, x % height, 1 + below(6), 1 + below(std::max(1, height / 4))});
    }
    for (int y = below(height), end = std::min(height, y + 40); y < end; ++y)
        for (int x = 0; x < width; ++x)
            if (below(2) == 0) label.set(x, y);
    label.set(0, 0);
    label.set(width - 1, height - 1);
    return label;
}

std::string difference(const Bitmap& label, const simulators::Page& page) {
    if (page.kind != simulators::Page::Kind::Label)
        return "the page is " + std::string(simulators::name(page.kind));
    if (page.off_head != 0) return std::to_string(page.off_head) + " dots are beyond the head";
    for (int y = 0; y < page.height; ++y)
        for (int x = 0; x < page.width; ++x)
            if (page.black(x, y) != label.get(x, y))
                return "dot " + std::to_string(x) + ", " + std::to_string(y) + " is " +
                       (page.black(x, y) ? "black" : "white");
    return "";
}

/// Says what is wrong, or nothing. The roll holds labels of exactly this length.
std::string print_and_compare(std::string_view language, int dpi, const Bitmap& label, int copies) {
    const int head = std::max(8, label.stride() * 8);
    const PrinterProfile profile{
        .language = std::string(language), .dpi = base::Dpi(dpi), .head_width_dots = head};
    const auto encoder = make_encoder(profile);
    if (!encoder) return encoder.error().message;
    const auto bytes = (*encoder)->encode(label, copies);
    if (!bytes) return bytes.error().message;

    simulators::PrinterOptions options;
    options.language = simulated(language);
    options.dpi = dpi;
    options.head_width_dots = head;
    options.label_dots = label.height();
    options.gap_dots = 3 * dpi / 25;
    options.speed_mm_per_s = 0;
    simulators::VirtualPrinter printer(options);
    std::span<const std::uint8_t> left(*bytes);
    while (!left.empty()) {
        const std::size_t taken = printer.receive(left);
        if (taken == 0) return "the printer takes no more";
        left = left.subspan(taken);
    }
    printer.advance(std::chrono::seconds(1));
    const auto pages = printer.take_pages();
    if (pages.size() != static_cast<std::size_t>(copies))
        return std::to_string(pages.size()) + " pages for " + std::to_string(copies);
    if (!printer.idle()) return "it still waits for something";
    if (printer.counters().unknown_bytes + printer.counters().unknown_commands +
            printer.counters().graphics_refused + printer.counters().drawn_without_cls !=
        0)
        return "it did not understand all: " + printer.describe();
    // ESC/POS leaves out one dot where the picture holds a command that is executed at once.
    const Bitmap wanted = language == "escpos" ? without_real_time_commands(label) : label;
    for (const auto& page : pages)
        if (const std::string fault = difference(wanted, page); !fault.empty()) return fault;
    return "";
}

TEST(Paper, ShowsOddSizesDotForDotInEachLanguage) {
    std::mt19937 random(11);
    for (const std::string_view language : language_names())
        for (const auto& [width, height] : {std::pair{1, 1},
                                            {1, 40},
                                            {7, 3},
                                            {8, 1},
                                            {9, 2},
                                            {605, 1},
                                            {608, 239},
                                            {608, 240},
                                            {608, 241},
                                            {801, 5},
                                            {832, 1200},
                                            {812, 481},
                                            {1181, 1772},
                                            {1280, 30}})
            EXPECT_EQ(print_and_compare(language, 203, random_label(width, height, random), 1), "")
                << language << ", " << width << " x " << height;
}

TEST(Paper, ShowsEveryCopyInEachLanguage) {
    std::mt19937 random(12);
    for (const std::string_view language : language_names())
        EXPECT_EQ(print_and_compare(language, 203, random_label(608, 100, random), 3), "")
            << language;
}

TEST(Paper, ShowsRandomLabelsDotForDotInEachLanguage) {
    std::mt19937 random(13);
    for (int i = 0; i < 200; ++i) {
        const int dpi = i % 2 == 0 ? 203 : 300;
        const double per_mm = dpi == 203 ? 8 : 300 / 25.4;
        const auto between = [&](int low, int high) {
            return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
        };
        const int width = static_cast<int>(between(76, 100) * per_mm + 0.5);
        const int height = static_cast<int>(between(20, 180) * per_mm + 0.5);
        const Bitmap label = random_label(width, height, random);
        for (const std::string_view language : language_names())
            ASSERT_EQ(print_and_compare(language, dpi, label, 1), "")
                << language << ", label " << i << ", " << width << " x " << height << " at " << dpi;
    }
}

}  // namespace
}  // namespace printing
