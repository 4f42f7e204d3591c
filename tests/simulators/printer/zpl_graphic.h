#pragma once
#include <cstddef>
#include <optional>
#include <string>

#include "tests/simulators/printer/options.h"

namespace simulators {

/// The data of one ^GFA (or ~DG): hexadecimal digits with ZPL's compression, or :B64: and :Z64:
/// with their check. Takes at most `total` bytes of picture.
/// Sources: ZPL II Programming Guide, "^GF", "Alternative Data Compression Scheme", "ZB64".
class ZplGraphic {
public:
    static constexpr std::size_t kMaxBytes = 4 * 1024 * 1024;

    /// Nothing where the numbers make no picture.
    static std::optional<ZplGraphic> begin(long total, long bytes_per_row);
    /// A character of the data.
    void take(char character);
    /// The picture if all of it came (and its check fits).
    std::optional<Bytes> finish();

    std::size_t total() const { return total_; }
    std::size_t bytes_per_row() const { return bytes_per_row_; }

private:
    enum class Form { Unknown, Digits, Prefix, Encoded };
    void digit(int value);
    void fill_row(std::uint8_t dots);
    void repeat_row();
    std::optional<Bytes> decode_encoded() const;

    std::size_t total_ = 0;
    std::size_t bytes_per_row_ = 0;
    Form form_ = Form::Unknown;
    Bytes bytes_;
    bool half_byte_ = false;  // The last byte has its upper digit only.
    std::size_t count_ = 0;   // Of the repetition that was written before a digit.
    std::string text_;        // ":Z64:<base64>:<crc>"
};

/// CRC-16/CCITT that starts at zero, as in :B64: and :Z64:, over the characters themselves.
unsigned zb64_crc(std::string_view characters);

}  // namespace simulators
