#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace station {

/// What is wrong with a free text; each is a few rules over characters, measured on real addresses
/// (docs/configuration.md, "Screening"). All functions are pure and take NFKC text.
enum class Junk {
    None,
    Masked,           ///< Two or more '*' in a row: the export hid something.
    Encrypted,        ///< Begins with ## or $$: ciphertext of a platform.
    Repeated,         ///< One character four times or more (digits six times).
    KeyboardRun,      ///< asdf, qwer, 12qwaszx.
    Gibberish,        ///< Six or more Latin letters that no word has.
    TestWord,         ///< 测试, test, 随便, 勿发.
    DigitRun,         ///< Seven digits or more: a telephone number in the address, or counting.
    NothingReadable,  ///< No letter, no Han character, no digit.
};

struct JunkFound {
    Junk junk = Junk::None;
    std::string where;  ///< The piece that shows it, at most 20 characters.
};

/// The first flaw found; None for good text and for the empty text.
JunkFound find_junk(std::string_view text);

/// Stable code of a flaw: "junk_repeated"; empty for None.
std::string_view code(Junk junk);

/// A digit, also a Chinese one ("三号楼"), that counts as a house number.
bool has_number(std::string_view text);
/// A word that names a place: 路 村 小区 大厦 学校 ...
bool has_place_word(std::string_view text);

}  // namespace station
