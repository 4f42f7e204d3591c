#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace station {

/// A guess at what a printer speaks, with its ground, so that a person can judge it. Makers write
/// what they like into these fields: never taken without being asked.
struct LanguageGuess {
    std::string language;  ///< "escpos", "tspl", "zpl", "cpcl"; empty: no idea.
    std::string ground;    ///< "CMD:XPP,XL of its device id", "its maker, Zebra".
    bool operator==(const LanguageGuess&) const = default;
};
/// `commands` are those of the device id, in upper case; `maker` in any case; `vendor` is the USB
/// vendor id. Vendor ids of chips and those that are borrowed say nothing of a maker.
LanguageGuess guess_language(const std::vector<std::string>& commands, std::string_view maker,
                             unsigned vendor);

/// A printer that is plugged into USB.
struct FoundPrinter {
    std::vector<std::string> addresses;  ///< Best first: what `uri` of a [[printer]] may be.
    std::string ground;        ///< Why the first: "own_serial", "no_serial", "shared_serial"...
    std::string port;          ///< "1-1.3".
    std::string usb_ids;       ///< "6868:0500".
    std::string manufacturer;  ///< Of its device id, else of its USB strings.
    std::string model;
    std::string serial;
    std::string device_id;  ///< As it was read; empty: none.
    LanguageGuess language;
    std::optional<bool> paper_empty;  ///< None: not asked, somebody else has it.
    std::optional<bool> error;
    bool kernel_driver = false;  ///< usblp has it; it is taken over when printing.
    std::string problem;         ///< Why it could not be asked.
};

/// Looks at USB, without taking anything from anybody; blocks for about `timeout` at most.
/// Unavailable if USB does not work on this machine.
base::Result<std::vector<FoundPrinter>> find_printers(std::chrono::milliseconds timeout);

}  // namespace station
