#include "station/waybills/identify.h"

#include <ostream>

#include "server/commands/commands.h"
#include "server/json/writer.h"

namespace server::commands {
namespace {

std::string to_json(const station::Identification& found) {
    json::Writer out;
    out.begin_object()
        .field("input", found.input)
        .field("normalized", found.normalized)
        .field("kind", station::name(found.kind))
        .key("carriers")
        .begin_array();
    for (const station::CarrierGuess& guess : found.carriers) {
        out.begin_object()
            .field("code", guess.code)
            .field("certainty", station::name(guess.certainty))
            .field("check", station::name(guess.check))
            .end_object();
    }
    out.end_array().field("notes", found.notes).end_object();
    return out.take();
}

void tell(std::ostream& out, const station::Identification& found) {
    out << found.normalized << '\t' << station::name(found.kind);
    for (const station::CarrierGuess& guess : found.carriers)
        out << '\t' << guess.code << " (" << station::name(guess.certainty) << ", check "
            << station::name(guess.check) << ")";
    out << '\n';
    for (const std::string& note : found.notes) out << "  " << note << '\n';
}

}  // namespace

Exit identify(Invocation& call) {
    const auto data_files = call.data_files();
    if (!data_files) return complain(call, data_files.error());
    const auto carriers = config::CarrierTable::load(*data_files);
    if (!carriers) return complain(call, carriers.error());
    bool all_known = true;
    for (const std::string& text : call.arguments) {
        const auto found = station::identify(text, *carriers);
        all_known = all_known && found.kind != station::ScanKind::Unknown;
        if (call.json) {
            *call.out << to_json(found) << "\n";
        } else {
            tell(*call.out, found);
        }
    }
    return all_known ? Exit::Done : Exit::No;
}

}  // namespace server::commands
