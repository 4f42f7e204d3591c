#include "tests/simulators/printer/zpl_graphic.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "tests/simulators/printer/inflate.h"

namespace simulators {
namespace {

int hex_value(char character) {
    if (character >= '0' && character <= '9') return character - '0';
    if (character >= 'A' && character <= 'F') return character - 'A' + 10;
    if (character >= 'a' && character <= 'f') return character - 'a' + 10;
    return -1;
}

int base64_value(char character) {
    if (character >= 'A' && character <= 'Z') return character - 'A';
    if (character >= 'a' && character <= 'z') return character - 'a' + 26;
    if (character >= '0' && character <= '9') return character - '0' + 52;
    if (character == '+') return 62;
    return character == '/' ? 63 : -1;
}

std::optional<Bytes> from_base64(std::string_view text) {
    Bytes bytes;
    unsigned bits = 0;
    int held = 0;
    while (!text.empty() && text.back() == '=') text.remove_suffix(1);
    for (const char character : text) {
        const int value = base64_value(character);
        if (value < 0) return std::nullopt;
        bits = (bits << 6 | static_cast<unsigned>(value)) & 0xffffU;
        held += 6;
        if (held >= 8) {
            held -= 8;
            bytes.push_back(static_cast<std::uint8_t>(bits >> held));
        }
    }
    return bytes;
}

}  // namespace

unsigned zb64_crc(std::string_view characters) {
    unsigned crc = 0;
    for (const char character : characters) {
        crc ^= static_cast<unsigned>(static_cast<unsigned char>(character)) << 8;
        for (int bit = 0; bit < 8; ++bit)
            crc = ((crc & 0x8000U) != 0 ? crc << 1 ^ 0x1021U : crc << 1) & 0xffffU;
    }
    return crc;
}

std::optional<ZplGraphic> ZplGraphic::begin(long total, long bytes_per_row) {
    if (total < 1 || bytes_per_row < 1 || bytes_per_row > total ||
        static_cast<std::size_t>(total) > kMaxBytes)
        return std::nullopt;
    ZplGraphic graphic;
    graphic.total_ = static_cast<std::size_t>(total);
    graphic.bytes_per_row_ = static_cast<std::size_t>(bytes_per_row);
    return graphic;
}

void ZplGraphic::take(char character) {
    if (form_ == Form::Unknown && character == ':') form_ = Form::Encoded;
    if (form_ == Form::Encoded) {
        if (std::isspace(static_cast<unsigned char>(character))) return;
        if (text_.size() < 2 * kMaxBytes) text_.push_back(character);
        return;
    }
    form_ = Form::Digits;
    if (const bool counts = character >= 'G' && character <= 'Y'; counts) {
        count_ += static_cast<std::size_t>(character - 'G' + 1);
    } else if (character >= 'g' && character <= 'z') {
        count_ += static_cast<std::size_t>(character - 'g' + 1) * 20;
    } else if (character == ',') {
        fill_row(0x00);
    } else if (character == '!') {
        fill_row(0xff);
    } else if (character == ':') {
        repeat_row();
    } else if (const int value = hex_value(character); value >= 0) {
        const std::size_t times = std::min(std::max<std::size_t>(1, count_), 2 * total_);
        for (std::size_t i = 0; i < times; ++i) digit(value);
        count_ = 0;
    }
}

void ZplGraphic::digit(int value) {
    if (half_byte_) {
        bytes_.back() = static_cast<std::uint8_t>(bytes_.back() | value);
        half_byte_ = false;
    } else if (bytes_.size() < total_) {
        bytes_.push_back(static_cast<std::uint8_t>(value << 4));
        half_byte_ = true;
    }
}

// A row that was begun is filled; where none is begun it is a whole one.
void ZplGraphic::fill_row(std::uint8_t dots) {
    if (half_byte_) digit(dots & 0x0f);
    std::size_t missing = bytes_per_row_ - bytes_.size() % bytes_per_row_;
    for (; missing > 0 && bytes_.size() < total_; --missing) bytes_.push_back(dots);
    count_ = 0;
}

void ZplGraphic::repeat_row() {
    if (half_byte_ || bytes_.size() < bytes_per_row_ || bytes_.size() % bytes_per_row_ != 0) return;
    for (std::size_t i = 0; i < bytes_per_row_ && bytes_.size() < total_; ++i)
        bytes_.push_back(bytes_[bytes_.size() - bytes_per_row_]);
    count_ = 0;
}

std::optional<Bytes> ZplGraphic::finish() {
    if (form_ == Form::Encoded) return decode_encoded();
    if (bytes_.size() != total_ || half_byte_) return std::nullopt;
    return std::move(bytes_);
}

std::optional<Bytes> ZplGraphic::decode_encoded() const {
    const bool packed = text_.starts_with(":Z64:");
    if (!packed && !text_.starts_with(":B64:")) return std::nullopt;
    const std::size_t end = text_.find(':', 5);
    if (end == std::string::npos || text_.size() != end + 5) return std::nullopt;
    const std::string_view characters = std::string_view(text_).substr(5, end - 5);
    unsigned told = 0;
    for (std::size_t i = end + 1; i < text_.size(); ++i) {
        const int value = hex_value(text_[i]);
        if (value < 0) return std::nullopt;
        told = told << 4 | static_cast<unsigned>(value);
    }
    if (told != zb64_crc(characters)) return std::nullopt;
    const auto bytes = from_base64(characters);
    if (!bytes) return std::nullopt;
    if (packed) return inflate_exactly(*bytes, total_);
    if (bytes->size() != total_) return std::nullopt;
    return bytes;
}

}  // namespace simulators
