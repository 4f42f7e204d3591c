#include "server/commands/label_file.h"

#include "base/files.h"
#include "server/json/writer.h"

namespace server::commands {

constexpr std::size_t kPngLimitBytes = 64 << 20;

base::Result<printing::PngImage> read_label(const std::string& file) {
    const auto content = base::read_file(file, kPngLimitBytes);
    if (!content) return base::pass(content);
    auto label = printing::decode_png(*content);
    if (!label) return base::pass(label, file);
    return label;
}

base::Dpi dpi_of(const printing::PngImage& label) {
    return label.dpi.value_or(base::Dpi{203});
}

std::string to_json(const printing::ProofReport& report) {
    json::Writer out;
    out.begin_object().field("verdict", report.passed() ? "pass" : "fail");
    out.key("codes").begin_array();
    for (const printing::ProvenCode& code : report.codes) {
        out.begin_object()
            .field("format", code.format == printing::SymbolFormat::Code128 ? "Code128" : "QRCode")
            .field("text", code.text)
            .field("x_dots", code.x_dots)
            .field("quiet_zone_modules", code.quiet_zone_modules)
            .field("height_mm", code.height_mm)
            .field("ladder", code.ladder)
            .key("position")
            .begin_object()
            .field("x", code.position.x)
            .field("y", code.position.y)
            .field("width", code.position.width)
            .field("height", code.position.height)
            .end_object()
            .end_object();
    }
    out.end_array().key("failures").begin_array();
    for (const printing::LabelFailure& failure : report.failures) {
        out.begin_object()
            .field("code", failure.code)
            .field("field", failure.field)
            .field("message", failure.message)
            .end_object();
    }
    out.end_array().end_object();
    return out.take();
}

}  // namespace server::commands
