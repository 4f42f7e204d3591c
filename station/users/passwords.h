#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace station {

/// What one password check may cost: argon2id, RFC 9106. The defaults take a small PC about a
/// fifth of a second.
struct PasswordCost {
    int memory_mb = 64;
    int passes = 3;
};

/// A password as it is hashed: NFKC, so that a full-width input method gives the same text.
/// InvalidInput (error.password_short, _long, _weak, _is_name) says why it is not taken: 10 to 128
/// characters, not one character repeated or a plain run, not the user's or the shop's name.
base::Result<std::string> acceptable_password(std::string_view password, std::string_view user,
                                              std::string_view shop);

/// The stored text of a password: "$argon2id$...". Long work (PasswordCost): never on the
/// station's thread. Unavailable when the memory is not to be had.
base::Result<std::string> hash_password(std::string_view password, const PasswordCost& cost);
/// The same work whatever the answer. False for a text that is no hash.
bool verify_password(std::string_view password, const std::string& hash);
/// Was it hashed at another cost than today's?
bool is_outdated(const std::string& hash, const PasswordCost& cost);

/// 256 random bits as URL-safe base64: a session's secret, known to its browser alone.
std::string new_session_token();
/// What is stored of a token, so that a stolen database opens no session. "" for a text that
/// cannot be a token.
std::string session_token_hash(std::string_view token);
/// The token's second secret, which a page must send along with every change. It follows from the
/// token, so that it need not be stored, and does not lead back to it.
std::string session_page_key(std::string_view token);
/// Without telling by its time where two texts differ.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace station
