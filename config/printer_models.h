#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/data_files.h"
#include "config/print_settings.h"

namespace config {

/// USB vendor and product. Vendors that are makers of chips, or numbers that somebody squatted,
/// say nothing about the printer: see is_chip_vendor().
struct UsbIds {
    std::uint16_t vendor = 0, product = 0;
    auto operator<=>(const UsbIds&) const = default;
};
/// "0471:0055"; nothing for anything else.
std::optional<UsbIds> parse_usb_ids(std::string_view text);
std::string to_string(const UsbIds& ids);
/// 0416, 0483, 0fe6, 1a86, 1fc9, 28e9: found in printers of many brands.
bool is_chip_vendor(std::uint16_t vendor);

/// A printer's own words, from its IEEE 1284 device id. All may be empty.
struct DeviceIdFields {
    std::string maker;     ///< MFG or MANUFACTURER
    std::string model;     ///< MDL or MODEL
    std::string commands;  ///< CMD or COMMAND SET
};

/// What is known of one printer model: from config/printers/NAME.toml. Every value has its source
/// there. Immutable after loading; any thread.
struct PrinterModel {
    std::string name;   ///< Of the file, without .toml; as settings write it.
    std::string title;  ///< For people: "Gprinter GP-3120TU".
    std::string language;
    base::Dpi dpi{203};
    int head_width_dots = 0;
    bool answers = false;  ///< Its evidence is believed: settings default to evidence = "answer".
    int window = 2;
    PrintSettings print;
    Dialect dialect;
    std::vector<double> speeds;  ///< Those that the model has; empty: not known.
    /// Where each value is from, by its key; a text that begins with "unsure" marks what no manual
    /// confirms.
    std::map<std::string, std::string> sources;
    std::vector<std::string> quirks;  ///< Sentences for people.
    struct Match {
        std::string maker;  ///< Device id, case and blanks at the ends aside; empty: any.
        std::string model;
    };
    std::vector<Match> device_ids;
    std::vector<UsbIds> usb;

    bool is_unsure(std::string_view key) const;
};

/// Reads one model. InvalidInput with every mistake otherwise: file, line, key; a value without a
/// source is one.
base::Result<PrinterModel> load_printer_model(const std::filesystem::path& file);
/// printers/NAME.toml of the data files. NotFound with the models that exist.
base::Result<PrinterModel> load_printer_model(const DataFiles& data_files, std::string_view name);
/// Every model that ships, by name. A file with a mistake is one here too.
base::Result<std::vector<PrinterModel>> load_printer_models(const DataFiles& data_files);

/// Why a model, or at least a language, is believed to be right for a device.
enum class ModelGround {
    DeviceId,    ///< Maker and model of the device id are an entry's.
    UsbIds,      ///< Vendor and product are an entry's, and not those of a chip.
    CommandSet,  ///< The device id names a language; clones lie: a hint.
    None,
};
/// "device_id", "usb_ids", "command_set", "none".
std::string_view name(ModelGround ground);

struct ModelGuess {
    const PrinterModel* model = nullptr;  ///< One of `models`, for DeviceId and UsbIds.
    std::string language;                 ///< Empty where nothing is known.
    ModelGround ground = ModelGround::None;
};
/// What a device most likely is. Pure; any thread.
ModelGuess guess_model(const std::vector<PrinterModel>& models, const DeviceIdFields& device_id,
                       std::optional<UsbIds> usb);

}  // namespace config
