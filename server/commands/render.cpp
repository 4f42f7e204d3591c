#include "printing/render.h"

#include <ostream>

#include "base/files.h"
#include "config/label_template.h"
#include "printing/png.h"
#include "server/commands/commands.h"
#include "server/commands/waybill_file.h"
#include "server/json/writer.h"

namespace server::commands {
namespace {

constexpr std::size_t kWaybillLimitBytes = 1 << 20;

// A name of the shipped templates, or a file of one's own.
base::Result<std::filesystem::path> template_file(const config::DataFiles& data_files,
                                                  const std::string& name) {
    if (name.ends_with(".toml")) return std::filesystem::path(name);
    return data_files.find("templates/" + name + ".toml");
}

std::string report(const std::string& file, const printing::RenderedLabel& label) {
    json::Writer out;
    out.begin_object()
        .field("file", file)
        .field("width", label.image.width())
        .field("height", label.image.height())
        .field("dpi", label.dpi.value);
    out.key("warnings").begin_array();
    for (const printing::LabelWarning& warning : label.warnings) {
        out.begin_object()
            .field("code", warning.code)
            .field("field", warning.field)
            .field("message", warning.message)
            .end_object();
    }
    out.end_array().key("failures").begin_array();
    for (const printing::LabelFailure& failure : label.failures) {
        out.begin_object()
            .field("code", failure.code)
            .field("field", failure.field)
            .field("message", failure.message)
            .end_object();
    }
    out.end_array().end_object();
    return out.take();
}

base::Result<printing::RenderedLabel> draw(Invocation& call, const std::string& template_name,
                                           base::Dpi dpi) {
    const auto data_files = call.data_files();
    if (!data_files) return base::pass(data_files);
    const auto carriers = config::CarrierTable::load(*data_files);
    if (!carriers) return base::pass(carriers);
    const auto file = base::read_file(call.arguments[0], kWaybillLimitBytes);
    if (!file) return base::pass(file);
    const auto content = parse_waybill(base::as_text(*file), *carriers);
    if (!content) return base::pass(content, call.arguments[0]);
    const auto path = template_file(*data_files, template_name);
    if (!path) return base::pass(path);
    const auto label_template = config::load_label_template(*path);
    if (!label_template) {
        std::string mistakes;
        for (const config::ConfigMistake& mistake : label_template.error())
            mistakes += (mistakes.empty() ? "" : "\n") + config::to_string(mistake);
        return base::fail(base::ErrorCode::InvalidInput, mistakes);
    }
    std::vector<std::string> font_names;  // The station's own where a config is named.
    if (call.value("--config")) {
        const auto settings = read_settings(call, ConfigNeed::Required);
        if (!settings)
            return base::fail(base::ErrorCode::InvalidInput, "the config cannot be used");
        font_names = settings->labels.fonts;
    }
    auto fonts = printing::FontSet::load(printing::font_files(font_names));
    if (!fonts) return base::pass(fonts);
    return printing::render_label(*content, *label_template, dpi, *fonts);
}

}  // namespace

Exit render(Invocation& call) {
    const auto target = call.value("-o");
    if (!target) return complain(call, "-o LABEL.png is missing");
    const std::string dots = call.value("--dpi").value_or("203");
    if (dots != "203" && dots != "300")
        return complain(call, "--dpi: '" + dots + "' is neither 203 nor 300");
    const base::Dpi dpi{dots == "203" ? 203 : 300};
    const auto label = draw(call, call.value("--template").value_or("100x150"), dpi);
    if (!label) return complain(call, label.error());
    const auto png = printing::encode_png(label->image, dpi);
    if (!png) return complain(call, png.error());
    if (const auto written = base::write_file_atomically(*target, *png); !written)
        return complain(call, written.error());
    for (const printing::LabelWarning& warning : label->warnings)
        *call.err << "warning: " << warning.message << "\n";
    for (const printing::LabelFailure& failure : label->failures)
        *call.err << "failure: " << failure.message << "\n";
    if (call.json) {
        *call.out << report(*target, *label) << "\n";
    } else {
        *call.err << *target << ": " << label->image.width() << " x " << label->image.height()
                  << " dots at " << dpi.value << " dpi\n";
    }
    return label->failures.empty() ? Exit::Done : Exit::No;
}

}  // namespace server::commands
