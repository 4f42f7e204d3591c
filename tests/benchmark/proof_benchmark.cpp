#include <benchmark/benchmark.h>

#include "printing/label_encoder.h"
#include "printing/png.h"
#include "printing/proof.h"
#include "printing/render.h"
#include "tests/printing/generated_labels.h"

// What checking and encoding cost for a 100x150 label at 203 dpi. Aims in a release build on one
// core: proof 0.5 ms, encode 0.05 ms at the median.
namespace {

using namespace printing;

const RenderedLabel& label() {
    static const RenderedLabel rendered = [] {
        auto fonts = FontSet::load(default_font_files()).value();
        return render_label(full_label(),
                            config::load_label_template("config/templates/100x150.toml").value(),
                            base::Dpi{203}, fonts)
            .value();
    }();
    return rendered;
}

void prove_label(benchmark::State& state) {
    for (auto _ : state) {
        auto report = prove(label());
        if (!report.passed()) state.SkipWithError("the label does not pass");
        benchmark::DoNotOptimize(report);
    }
}
BENCHMARK(prove_label)->Unit(benchmark::kMicrosecond);

// Less than 2 ms is what a label may cost.
void encode_label(benchmark::State& state, const char* language, config::Graphics graphics) {
    PrinterProfile profile;
    profile.language = language;
    profile.dialect.graphics = graphics;
    const auto encoder = make_encoder(profile).value();
    for (auto _ : state) benchmark::DoNotOptimize(encoder->encode(label().image, 1));
}
BENCHMARK_CAPTURE(encode_label, escpos, "escpos", config::Graphics::Usual)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(encode_label, escpos_gs_paren_l, "escpos", config::Graphics::StoredBytes)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(encode_label, tspl, "tspl", config::Graphics::Usual)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(encode_label, zpl, "zpl", config::Graphics::Usual)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(encode_label, zpl_z64, "zpl", config::Graphics::Z64)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(encode_label, cpcl, "cpcl", config::Graphics::Usual)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(encode_label, cpcl_eg, "cpcl", config::Graphics::Hex)
    ->Unit(benchmark::kMicrosecond);

void encode_png_file(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(encode_png(label().image, base::Dpi{203}));
}
BENCHMARK(encode_png_file)->Unit(benchmark::kMicrosecond);

void decode_png_file(benchmark::State& state) {
    const auto file = encode_png(label().image, base::Dpi{203}).value();
    for (auto _ : state) benchmark::DoNotOptimize(decode_png(file));
}
BENCHMARK(decode_png_file)->Unit(benchmark::kMicrosecond);

void prove_unknown_picture(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(prove_image(label().image, base::Dpi{203}, std::nullopt));
}
BENCHMARK(prove_unknown_picture)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
