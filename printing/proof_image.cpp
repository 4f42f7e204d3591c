#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "printing/proof.h"
#include "printing/proof_judge.h"
#include "printing/zxing_adapter.h"

namespace printing {
namespace {

constexpr std::size_t kMaxCodes = 16;  // A shipping label has two to six.
constexpr int kMaxReads = 40;

struct Found {
    ProvenCode code;
    SymbolShape shape;
};

int differing_dots(const Bitmap& a, const Bitmap& b) {
    int count = 0;
    const auto left = a.row(0), right = b.row(0);
    for (std::size_t i = 0; i < left.size(); ++i)
        count += std::popcount(static_cast<unsigned>(left[i] ^ right[i]));
    return count;
}

// The reader's ends are within a few dots: goes to the outer edge of the nearest bar.
int snap(const Bitmap& page, int x, int y, int outward) {
    for (int steps = 0; steps < 8 && !page.get(x, y); ++steps) x -= outward;
    while (page.get(x + outward, y)) x += outward;
    return x;
}

// From the line that was read, up and down as long as lines are like it. A scratch or a letter of
// up to 16 lines is crossed if bars go on behind it.
int reach(const Bitmap& page, const Bitmap& line, int x, int y, int step) {
    constexpr int kLookAhead = 16;
    int last = y;
    for (int at = y + step; at >= 0 && at < page.height() && std::abs(at - last) <= kLookAhead;
         at += step) {
        if (differing_dots(page.crop({x, at, line.width(), 1}), line) * 100 <= line.width() * 15)
            last = at;
    }
    return last;
}

// Exact position of an upright Code 128 that was read somewhere; an empty rectangle if the ink
// there is no sequence of bars.
Rect locate_bars(const Bitmap& page, const Rect& seen) {
    const int y = std::clamp(seen.y + seen.height / 2, 0, page.height() - 1);
    const int left = snap(page, std::clamp(seen.x, 0, page.width() - 1), y, -1);
    const int right = snap(page, std::clamp(seen.right() - 1, 0, page.width() - 1), y, 1) + 1;
    if (right - left < 8) return {};
    const Bitmap line = page.crop({left, y, right - left, 1});
    const int top = reach(page, line, left, y, -1);
    const int bottom = reach(page, line, left, y, 1) + 1;
    return {left, top, right - left, bottom - top};
}

// Maps a rectangle of page.turned() back to the page.
Rect turned_back(const Rect& area, int page_height) {
    return {area.y, page_height - area.x - area.width, area.height, area.width};
}

int whole(double x_dots) {
    return std::abs(x_dots - std::round(x_dots)) < 0.005 ? static_cast<int>(std::lround(x_dots))
                                                         : 0;
}

Found measure_found_bars(const Bitmap& page, const Rect& area, std::string text, base::Dpi dpi) {
    Found found;
    found.code.text = std::move(text);
    found.code.position = area;
    const auto runs = bar_runs(page, area.y + area.height / 2, area.x, area.right());
    const int modules = code128_modules_of(runs.size());
    if (modules > 0)
        found.code.x_dots = static_cast<double>(area.width) / modules;
    else if (!runs.empty())
        found.code.x_dots = std::ranges::min(runs);
    found.shape = measure_bars(page, area, whole(found.code.x_dots));
    found.code.height_mm = base::to_millimetres({area.height}, dpi).value;
    found.code.quiet_zone_modules =
        quiet_modules(page, SymbolFormat::Code128, area, false, found.code.x_dots);
    return found;
}

// Reads, measures and blanks until nothing is left. `page` is upright; for ladders it was turned.
void find_bars(const Bitmap& page, base::Dpi dpi, std::vector<Found>& out) {
    Bitmap left = page;
    for (int reads = 0; reads < kMaxReads && out.size() <= kMaxCodes; ++reads) {
        const auto read = read_symbol(left, SymbolFormat::Code128, ReadEffort::Thorough);
        if (!read) return;
        const Rect area = locate_bars(page, read->area);
        if (!area.empty()) {
            out.push_back(measure_found_bars(page, area, read->text, dpi));
            left.fill(area, false);
        }
        // Also where the ink cannot be measured, the search must go on.
        left.fill({read->area.x - 2, read->area.y - 1, read->area.width + 4, read->area.height + 2},
                  false);
    }
}

// Side of a QR's finder pattern (7 modules) in dots: the middle of the runs that start at its
// corners, of which three hold one.
int finder_dots(const Bitmap& page, const Rect& area) {
    std::vector<int> runs;
    for (const int y : {area.y, area.bottom() - 1})
        for (const int step : {1, -1}) {
            const int start = step > 0 ? area.x : area.right() - 1;
            int run = 0;
            while (run < area.width && page.get(start + step * run, y)) ++run;
            runs.push_back(run);
        }
    std::ranges::sort(runs);
    return runs[2];
}

Rect ink_box(const Bitmap& page, Rect area) {
    while (!area.empty() && !page.any_black({area.x, area.y, area.width, 1}))
        ++area.y, --area.height;
    while (!area.empty() && !page.any_black({area.x, area.bottom() - 1, area.width, 1}))
        --area.height;
    while (!area.empty() && !page.any_black({area.x, area.y, 1, area.height}))
        ++area.x, --area.width;
    while (!area.empty() && !page.any_black({area.right() - 1, area.y, 1, area.height}))
        --area.width;
    return area;
}

void find_qr(const Bitmap& page, base::Dpi dpi, std::vector<Found>& out) {
    Bitmap left = page;
    for (int reads = 0; reads < kMaxReads && out.size() <= kMaxCodes; ++reads) {
        const auto read = read_symbol(left, SymbolFormat::QrCode, ReadEffort::Thorough);
        if (!read) return;
        const Rect seen{read->area.x - 3, read->area.y - 3, read->area.width + 6,
                        read->area.height + 6};
        left.fill(seen, false);
        Found found;
        found.code.format = SymbolFormat::QrCode;
        found.code.text = read->text;
        const Rect area = ink_box(page, seen);
        found.code.position = area;
        if (!area.empty()) {
            const double rough = finder_dots(page, area) / 7.0;
            const int modules = rough > 0 ? static_cast<int>(std::lround(area.width / rough)) : 0;
            if (modules > 0) found.code.x_dots = static_cast<double>(area.width) / modules;
            found.shape = measure_cells(page, area, whole(found.code.x_dots));
            found.code.quiet_zone_modules =
                quiet_modules(page, SymbolFormat::QrCode, area, false, found.code.x_dots);
            found.code.height_mm = base::to_millimetres({area.height}, dpi).value;
        }
        out.push_back(std::move(found));
    }
}

bool is_code128(const Found& found) {
    return found.code.format == SymbolFormat::Code128;
}

// The Code 128 that a packer will aim at.
const Found* main_code(const std::vector<Found>& all) {
    const Found* main = nullptr;
    const auto rank = [](const Found& found) {
        const Rect& area = found.code.position;
        return std::pair(!found.code.ladder, static_cast<long long>(area.width) * area.height);
    };
    for (const Found& found : all)
        if (is_code128(found) && (main == nullptr || rank(found) > rank(*main))) main = &found;
    return main;
}

std::string describe(const ProvenCode& code) {
    return std::string(code.format == SymbolFormat::QrCode ? "QR"
                       : code.ladder                       ? "Code 128 ladder"
                                                           : "Code 128") +
           " at " + std::to_string(code.position.x) + "," + std::to_string(code.position.y);
}

void compare_with(const std::string& expect, const std::vector<Found>& all, ProofReport& report) {
    std::string seen;
    bool any = false;
    for (const Found& found : all) {
        if (!is_code128(found)) continue;
        any = any || found.code.text == expect;
        seen += (seen.empty() ? "'" : ", '") + found.code.text + "'";
    }
    if (!any) {
        report.failures.push_back(
            {"expected_not_found", "main",
             "no Code 128 says '" + expect + "'; read: " + (seen.empty() ? "nothing" : seen)});
        return;
    }
    for (const Found& found : all)
        if (is_code128(found) && found.code.text != expect)
            report.failures.push_back(
                {"wrong_text", describe(found.code),
                 "it says '" + found.code.text + "' and should say '" + expect + "'"});
}

}  // namespace

ProofReport prove_image(const Bitmap& image, base::Dpi dpi,
                        const std::optional<std::string>& expect) {
    std::vector<Found> all;
    find_bars(image, dpi, all);
    std::vector<Found> ladders;
    find_bars(image.turned(), dpi, ladders);
    for (Found& found : ladders) {
        found.code.position = turned_back(found.code.position, image.height());
        found.code.ladder = true;
        all.push_back(std::move(found));
    }
    find_qr(image, dpi, all);
    std::ranges::stable_sort(all, {}, [](const Found& found) {
        return std::pair(found.code.position.y, found.code.position.x);
    });

    ProofReport report;
    const Found* main = main_code(all);
    for (const Found& found : all) {
        judge(found.code, found.shape, &found == main ? HeightRule::Main : HeightRule::Secondary,
              dpi, describe(found.code), report.failures);
        report.codes.push_back(found.code);
    }
    if (all.size() > kMaxCodes)
        report.failures.push_back(
            {"too_many_codes", "label",
             "more than " + std::to_string(kMaxCodes) + " symbols; the rest was not looked at"});
    if (main == nullptr)
        report.failures.push_back(
            {"no_barcode", "main", "no Code 128 can be read on this picture"});
    if (expect) compare_with(*expect, all, report);
    return report;
}

}  // namespace printing
