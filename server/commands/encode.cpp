#include <charconv>
#include <ostream>

#include "base/files.h"
#include "config/printer_models.h"
#include "printing/label_encoder.h"
#include "server/commands/commands.h"
#include "server/commands/label_file.h"
#include "server/json/writer.h"

namespace server::commands {

namespace {

// Of --model, --language or both: a model has a language of its own.
base::Result<printing::PrinterProfile> profile_of(Invocation& call) {
    printing::PrinterProfile profile;
    const auto language = call.value("--language");
    const auto model = call.value("--model");
    if (!language && !model)
        return base::fail(
            base::ErrorCode::InvalidInput,
            "--language is missing; there is: " + config::language_list() + "; or say --model");
    if (model) {
        const auto data_files = call.data_files();
        if (!data_files) return base::pass(data_files);
        auto known = config::load_printer_model(*data_files, *model);
        if (!known) return base::pass(known, "--model");
        profile.language = std::move(known->language);
        profile.dpi = known->dpi;
        profile.head_width_dots = known->head_width_dots;
        profile.print = known->print;
        profile.dialect = known->dialect;
        if (language && *language != profile.language)
            return base::fail(base::ErrorCode::InvalidInput,
                              "--model " + *model + " speaks " + profile.language + ", not " +
                                  *language + "; leave --language out");
    }
    if (language) profile.language = *language;
    return profile;
}

}  // namespace

Exit encode(Invocation& call) {
    const auto target = call.value("-o");
    if (!target) return complain(call, "-o OUT.bin is missing");
    const auto profile = profile_of(call);
    if (!profile) return complain(call, profile.error());
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
    printing::PrinterProfile own = *profile;
    if (!call.value("--model")) own.dpi = dpi_of(*label);
    const auto encoder = printing::make_encoder(own);
    if (!encoder) return complain(call, encoder.error());
    const auto bytes = (*encoder)->encode(label->image, copies);
    if (!bytes) return complain(call, bytes.error());
    if (const auto written = base::write_file_atomically(*target, *bytes); !written)
        return complain(call, written.error());
    if (call.json) {
        json::Writer out;
        out.begin_object()
            .field("file", *target)
            .field("language", own.language)
            .field("bytes", bytes->size())
            .end_object();
        *call.out << out.take() << "\n";
    } else {
        *call.err << *target << ": " << bytes->size() << " bytes of " << own.language << "\n";
    }
    return Exit::Done;
}

}  // namespace server::commands
