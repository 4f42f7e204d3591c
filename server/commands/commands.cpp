#include "server/commands/commands.h"

#include <vector>

namespace server::commands {
namespace {

constexpr std::size_t kMany = 100'000;
constexpr OptionSpec kConfig{"--config", "FILE",
                             "the station's config; default /etc/packbench/packbench.toml"};

const std::vector<Command>& table() {
    static const std::vector<Command> commands = {
        {"serve",
         "",
         "runs the station until Ctrl-C or SIGTERM",
         {{"--config", "FILE", "the station's config; required"},
          {"--clock", "TIME", "begins at this Beijing time instead of now: for trials"}},
         0,
         0,
         serve},
        {"check-config", "FILE", "names every mistake of a config file", {}, 1, 1, check_config},
        {"import",
         "FILE...",
         "takes exported order files in",
         {kConfig, {"--dry-run", "", "say what would happen, change nothing"}},
         1,
         kMany,
         import},
        {"orders",
         "",
         "lists orders",
         {kConfig,
          {"--state", "S", "held, numbered, printed, ... or to_ship, review, ready, at_risk"},
          {"--id", "X", "order or waybill number"},
          {"--title", "X", "part of an item's title"},
          {"--name", "X", "the receiver's exact name"},
          {"--phone-last4", "X", "last four digits of the receiver's phone"},
          {"--from", "T", "ordered at or after: 2026-05-28 or \"2026-05-28 15:00\", Beijing"},
          {"--to", "T", "ordered before"},
          {"--page", "N", "page of 50 orders"}},
         0,
         0,
         orders},
        {"screen",
         "",
         "judges addresses: one JSON object a line in, one out",
         {kConfig, {"--language", "zh-CN|en", "of the messages; default the config's, else zh-CN"}},
         0,
         0,
         screen},
        {"identify", "TEXT...", "says what a scanned text is", {}, 1, kMany, identify},
        {"render",
         "WAYBILL.json",
         "draws a label as a 1-bit PNG",
         {{"--template", "NAME", "76x130, 100x150 (default), 100x180"},
          {"--dpi", "203|300", "dots per inch; default 203"},
          {"--config", "FILE", "draws with labels.fonts of this config; default: the usual ones"},
          {"-o", "LABEL.png", "the file to write; required"}},
         1,
         1,
         render},
        {"proof",
         "LABEL.png",
         "reads a label back and judges its barcodes",
         {{"--expect", "NUMBER", "the waybill number that must be on it"}},
         1,
         1,
         proof},
        {"encode",
         "LABEL.png",
         "writes the bytes a printer would be sent",
         {{"--language", "NAME", "escpos; required"},
          {"--model", "NAME", "clip to this printer model"},
          {"--copies", "N", "1 to 99"},
          {"-o", "OUT.bin", "the file to write; required"}},
         1,
         1,
         encode},
        {"printers", "", "lists the configured printers", {kConfig}, 0, 0, printers},
        {"print",
         "LABEL.png",
         "proofs a label and sends it to one printer",
         {{"--printer", "NAME|URI", "configured name, file:///folder or tcp://host:9100; required"},
          {"--expect", "NUMBER", "the waybill number that must be on it"},
          {"--key", "KEY", "beside a daemon: the same key again is the same sheet"},
          {"--wait", "SECONDS", "beside a daemon: how long to wait for the outcome; default 120"},
          kConfig},
         1,
         1,
         print},
        {"ship-file",
         "",
         "writes the bound parcels for the shop back end, and keeps what became of them",
         {kConfig,
          {"-o", "OUT.xlsx|OUT.csv", "the file to write; OUT-2, OUT-3 where one is not enough"},
          {"--again-rejected", "", "write what the platform rejected instead of what is due"},
          {"--uploaded", "NAME", "the ship file of that name was uploaded"},
          {"--results", "FILE", "take in the platform's list of results (XLSX, CSV)"}},
         0,
         0,
         ship_file},
    };
    return commands;
}

}  // namespace

std::span<const Command> all() {
    return table();
}

}  // namespace server::commands
