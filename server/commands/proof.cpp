#include "printing/proof.h"

#include <ostream>

#include "server/commands/commands.h"
#include "server/commands/label_file.h"

namespace server::commands {

Exit proof(Invocation& call) {
    const auto label = read_label(call.arguments[0]);
    if (!label) return complain(call, label.error());
    const auto report = printing::prove_image(label->image, dpi_of(*label), call.value("--expect"));
    if (call.json) {
        *call.out << to_json(report) << "\n";
    } else {
        for (const printing::ProvenCode& code : report.codes)
            *call.out << (code.format == printing::SymbolFormat::Code128 ? "Code 128" : "QR")
                      << (code.ladder ? " ladder" : "") << '\t' << code.text << '\t' << code.x_dots
                      << " dots a module\n";
    }
    for (const printing::LabelFailure& failure : report.failures)
        *call.err << failure.code << ": " << failure.message << "\n";
    *call.err << call.arguments[0] << (report.passed() ? ": pass\n" : ": fail\n");
    return report.passed() ? Exit::Done : Exit::No;
}

}  // namespace server::commands
