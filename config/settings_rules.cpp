#include "config/settings_rules.h"

#include <algorithm>
#include <system_error>

#include "base/text.h"

namespace config {
namespace {

base::Result<std::string> complete_tcp(std::string_view rest) {
    constexpr std::string_view kExpected = "expected tcp://HOST or tcp://HOST:PORT";
    std::string_view host = rest;
    std::string_view port = "9100";
    if (rest.starts_with('[')) {
        const std::size_t close = rest.find(']');
        if (close == rest.npos)
            return base::fail(base::ErrorCode::InvalidInput, "lacks the ']' of an IPv6 address");
        host = rest.substr(0, close + 1);
        if (close + 1 < rest.size()) {
            if (rest[close + 1] != ':')
                return base::fail(base::ErrorCode::InvalidInput, std::string(kExpected));
            port = rest.substr(close + 2);
        }
    } else if (const std::size_t colon = rest.find(':'); colon != rest.npos) {
        host = rest.substr(0, colon);
        port = rest.substr(colon + 1);
    }
    const bool host_good = !host.empty() && std::ranges::all_of(host, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '-' || c == '_' || c == ':' || c == '[' || c == ']';
    });
    if (!host_good) {
        return base::fail(base::ErrorCode::InvalidInput,
                          "has no usable host name; " + std::string(kExpected));
    }
    int number = 0;
    const bool digits = !port.empty() && port.size() <= 5 &&
                        std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; });
    if (digits) number = std::stoi(std::string(port));
    if (number < 1 || number > 65535) {
        return base::fail(base::ErrorCode::InvalidInput,
                          "has the port '" + std::string(port) + "'; expected 1 to 65535");
    }
    return "tcp://" + std::string(host) + ":" + std::to_string(number);
}

bool four_hex_digits(std::string_view text) {
    return text.size() == 4 && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
           });
}

// The form alone; what is in it is read where the printer is opened.
base::Result<std::string> complete_usb(std::string_view rest) {
    constexpr std::string_view kExpected =
        "expected usb:port/1-1.3 or usb:serial/VENDOR:PRODUCT/NUMBER, as `packbench printers` "
        "lists them";
    if (rest.starts_with("port/") && rest.size() > 5 &&
        std::ranges::all_of(rest.substr(5),
                            [](char c) { return (c >= '0' && c <= '9') || c == '-' || c == '.'; }))
        return "usb:" + std::string(rest);
    if (rest.starts_with("serial/") && rest.size() > 17 && rest[11] == ':' && rest[16] == '/' &&
        four_hex_digits(rest.substr(7, 4)) && four_hex_digits(rest.substr(12, 4))) {
        std::string text = "usb:" + std::string(rest);
        for (std::size_t i = 11; i < 20; ++i)
            if (text[i] >= 'A' && text[i] <= 'F') text[i] = static_cast<char>(text[i] + 32);
        return text;
    }
    return base::fail(base::ErrorCode::InvalidInput,
                      "names no USB printer; " + std::string(kExpected));
}

}  // namespace

base::Result<std::string> complete_printer_uri(std::string_view uri,
                                               const std::filesystem::path& folder) {
    if (uri.starts_with("tcp://")) return complete_tcp(uri.substr(6));
    if (uri.starts_with("usb:")) return complete_usb(uri.substr(4));
    if (uri.starts_with("serial:")) {
        if (uri.starts_with("serial:/dev/") || uri.starts_with("serial:///dev/"))
            return std::string(uri);
        return base::fail(base::ErrorCode::InvalidInput,
                          "names no device; expected serial:/dev/DEVICE?baud=9600");
    }
    if (uri.starts_with("file:")) {
        std::string_view path = uri.substr(5);
        if (path.starts_with("//")) {
            path.remove_prefix(2);
            if (!path.starts_with('/')) {
                return base::fail(base::ErrorCode::InvalidInput,
                                  "names a host; expected file:///FOLDER, or file:FOLDER beside "
                                  "this file");
            }
        }
        const std::filesystem::path whole =
            (folder / std::filesystem::path(path)).lexically_normal();
        if (path.empty() || !whole.has_relative_path()) {
            return base::fail(base::ErrorCode::InvalidInput,
                              "names no folder; expected file:///FOLDER, or file:FOLDER beside "
                              "this file");
        }
        std::string text = whole.string();
        while (text.ends_with('/')) text.pop_back();
        return "file://" + text;
    }
    return base::fail(base::ErrorCode::InvalidInput,
                      "is not a printer's address; expected usb:port/1-1.3, "
                      "usb:serial/VENDOR:PRODUCT/NUMBER, tcp://HOST:PORT, "
                      "serial:/dev/DEVICE?baud=9600, file:///FOLDER or file:FOLDER beside this "
                      "file");
}

bool ships(const DataFiles& data_files, std::string_view folder, const std::string& name,
           std::vector<std::string>& known) {
    std::error_code error;
    known.clear();
    bool any = false;
    for (const std::filesystem::path& root :
         {data_files.root(), std::filesystem::path("/etc/packbench")}) {
        std::filesystem::directory_iterator files(root / folder, error);
        if (error) continue;
        for (const auto& entry : files) {
            if (entry.path().extension() != ".toml") continue;
            any = true;
            known.push_back(entry.path().stem().string());
        }
    }
    std::ranges::sort(known);
    return !any || std::ranges::find(known, name) != known.end();
}

bool is_plain_name(std::string_view name) {
    const std::u32string text = base::to_utf32(name);
    return !text.empty() && text.size() <= 20 && std::ranges::all_of(text, [](char32_t c) {
        return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= U'0' && c <= U'9') ||
               c == U'-' || c == U'_' || base::is_han(c);
    });
}

std::string number_text(const NumberRangeSettings& range, std::int64_t value) {
    std::string digits = std::to_string(value);
    if (digits.size() < static_cast<std::size_t>(range.digits))
        digits.insert(0, static_cast<std::size_t>(range.digits) - digits.size(), '0');
    return range.prefix + digits;
}

bool overlap(const NumberRangeSettings& a, const NumberRangeSettings& b) {
    const std::string a_first = number_text(a, a.first);
    const std::string b_first = number_text(b, b.first);
    // Numbers of the same length sort as texts: a prefix that ends where digits begin is seen too.
    return a_first.size() == b_first.size() && a_first <= number_text(b, b.last) &&
           b_first <= number_text(a, a.last);
}

}  // namespace config
