#include <charconv>
#include <ostream>

#include "base/files.h"
#include "printing/label_encoder.h"
#include "server/commands/commands.h"
#include "server/commands/label_file.h"
#include "server/json/writer.h"

namespace server::commands {

Exit encode(Invocation& call) {
    const auto target = call.value("-o");
    if (!target) return complain(call, "-o OUT.bin is missing");
    const auto language = call.value("--language");
    if (!language) return complain(call, "--language is missing; there is: escpos");
    if (const auto model = call.value("--model"))
        return complain(
            call, "no printer model '" + *model + "' is known; without --model nothing is clipped");
    int copies = 1;
    if (const auto text = call.value("--copies")) {
        const auto [end, problem] =
            std::from_chars(text->data(), text->data() + text->size(), copies);
        if (problem != std::errc() || end != text->data() + text->size() || copies < 1 ||
            copies > printing::kMaxCopies)
            return complain(call, "--copies: '" + *text + "' is not 1 to 99");
    }
    const auto label = read_label(call.arguments[0]);
    if (!label) return complain(call, label.error());
    printing::PrinterProfile profile;
    profile.language = *language;
    profile.dpi = dpi_of(*label);
    const auto encoder = printing::make_encoder(profile);
    if (!encoder) return complain(call, encoder.error());
    const auto bytes = (*encoder)->encode(label->image, copies);
    if (!bytes) return complain(call, bytes.error());
    if (const auto written = base::write_file_atomically(*target, *bytes); !written)
        return complain(call, written.error());
    if (call.json) {
        json::Writer out;
        out.begin_object()
            .field("file", *target)
            .field("language", *language)
            .field("bytes", bytes->size())
            .end_object();
        *call.out << out.take() << "\n";
    } else {
        *call.err << *target << ": " << bytes->size() << " bytes of " << *language << "\n";
    }
    return Exit::Done;
}

}  // namespace server::commands
