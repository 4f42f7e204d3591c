#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>

#include "base/text.h"
#include "config/label_template.h"
#include "printing/render.h"
#include "tests/printing/label_samples.h"

// One core, no I/O but for the loading of fonts and template. Run from the root of the source:
// build/release/tests/benchmark/label_benchmark

namespace {

printing::FontSet load_fonts() {
    auto fonts = printing::FontSet::load(printing::default_font_files());
    if (fonts) return std::move(*fonts);
    std::cerr << fonts.error().message << '\n';
    std::exit(2);
}

config::LabelTemplate load_template(const std::string& name) {
    auto loaded = config::load_label_template("config/templates/" + name + ".toml");
    if (loaded) return std::move(*loaded);
    std::cerr << loaded.error().front().message << '\n';
    std::exit(2);
}

/// Another order each time, as in a batch: other names, numbers and addresses. Of 3000 characters
/// for names many are new to the glyph cache; of 300 hardly any.
std::vector<printing::LabelContent> batch_of(int count, int characters) {
    static constexpr char32_t kFirstHan = 0x4e00;
    std::vector<printing::LabelContent> labels;
    for (int i = 0; i < count; ++i) {
        printing::LabelContent content = printing::everyday_label();
        content.number = "SF1" + std::to_string(385628716739LL + i * 7919LL);
        std::u32string name;
        for (int k = 0; k < 3; ++k)
            name += kFirstHan + static_cast<char32_t>((i * 131 + k * 977) % characters);
        content.receiver.name = base::to_utf8(name);
        content.receiver.phone = std::to_string(13912345678LL + i);
        content.receiver.detail =
            base::to_utf8(name) + "路" + std::to_string(i + 1) + content.receiver.detail;
        content.order_no = "P" + std::to_string(735210984512345678LL + i);
        content.sequence = i % 142 + 1;
        content.sheet_code = "PB:2611241:" + std::to_string(i % 142 + 1) + ":1";
        labels.push_back(std::move(content));
    }
    return labels;
}

void render(benchmark::State& state, const std::string& name, int dpi, int characters) {
    auto fonts = load_fonts();
    const auto label_template = load_template(name);
    const auto labels = batch_of(5000, characters);
    std::size_t next = 0;
    for (auto _ : state) {
        const auto label =
            printing::render_label(labels[next++ % labels.size()], label_template, {dpi}, fonts);
        if (!label) state.SkipWithError(label.error().message.c_str());
        benchmark::DoNotOptimize(label);
    }
}

/// The first label of a process: fonts are opened, every glyph is drawn for the first time.
void first_label(benchmark::State& state) {
    const auto label_template = load_template("100x150");
    const auto content = printing::everyday_label();
    for (auto _ : state) {
        auto fonts = load_fonts();
        benchmark::DoNotOptimize(printing::render_label(content, label_template, {203}, fonts));
    }
}

}  // namespace

BENCHMARK_CAPTURE(render, 100x150_203dpi, "100x150", 203, 300);
BENCHMARK_CAPTURE(render, 100x150_203dpi_new_characters, "100x150", 203, 3000);
BENCHMARK_CAPTURE(render, 76x130_203dpi, "76x130", 203, 300);
BENCHMARK_CAPTURE(render, 100x180_203dpi, "100x180", 203, 300);
BENCHMARK_CAPTURE(render, 100x150_300dpi, "100x150", 300, 300);
BENCHMARK(first_label)->Unit(benchmark::kMillisecond);

BENCHMARK_MAIN();
