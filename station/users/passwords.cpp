#include "station/users/passwords.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"

namespace station {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t kLeastCharacters = 10;
constexpr std::size_t kMostCharacters = 128;
constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kTokenCharacters = 43;  // Of 32 bytes in base64 without padding.
constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

bool sodium_works() {
    static const bool works = sodium_init() >= 0;
    return works;
}

template <std::size_t N>
std::string to_base64(const std::array<unsigned char, N>& bytes) {
    std::array<char, sodium_base64_ENCODED_LEN(N, kVariant)> text{};
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
    return text.data();
}

// BLAKE2b with a purpose, so that one token's two hashes say nothing of each other.
std::string token_digest(std::string_view token, std::string_view purpose) {
    sodium_works();
    std::array<unsigned char, 32> out{};
    const std::string key = "packbench:" + std::string(purpose);
    crypto_generichash(out.data(), out.size(), reinterpret_cast<const unsigned char*>(token.data()),
                       token.size(), reinterpret_cast<const unsigned char*>(key.data()),
                       key.size());
    return to_base64(out);
}

bool is_token(std::string_view text) {
    return text.size() == kTokenCharacters && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      c == '-' || c == '_';
           });
}

// "aaaaaaaaaa", "1234567890", "abcdefghij": every step between neighbours is the same small one.
bool is_plain_run(const std::u32string& text) {
    int odd_steps = 0;
    for (std::size_t i = 1; i < text.size(); ++i) {
        const auto step =
            static_cast<std::int64_t>(text[i]) - static_cast<std::int64_t>(text[i - 1]);
        if (step < -1 || step > 1) ++odd_steps;
    }
    return odd_steps <= 1;
}

bool is_common(const std::string& lower) {
    static constexpr std::string_view kCommon[] = {
        "password12",  "password123", "password1234",  "qwertyuiop",   "1q2w3e4r5t",
        "woaini1314",  "5201314520",  "packbench1",    "packbench123", "qwerty12345",
        "iloveyou123", "admin12345",  "administrator", "xiaohongshu",  "xiaohongshu123"};
    return std::ranges::find(kCommon, lower) != std::end(kCommon);
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::size_t memory_bytes(const PasswordCost& cost) {
    return static_cast<std::size_t>(cost.memory_mb) << 20;
}

}  // namespace

base::Result<std::string> acceptable_password(std::string_view password, std::string_view user,
                                              std::string_view shop) {
    const std::string text = base::nfkc(password);
    const std::u32string characters = base::to_utf32(text);
    if (characters.size() < kLeastCharacters)
        return fail(ErrorCode::InvalidInput, "a password has at least 10 characters",
                    "error.password_short");
    if (characters.size() > kMostCharacters)
        return fail(ErrorCode::InvalidInput, "a password has at most 128 characters",
                    "error.password_long");
    const std::string plain = lower(text);
    if (plain == lower(base::nfkc(user)) || (!shop.empty() && plain == lower(base::nfkc(shop))))
        return fail(ErrorCode::InvalidInput,
                    "the password is the name of the user or the shop: the first guess",
                    "error.password_is_name");
    if (is_plain_run(characters) || is_common(plain))
        return fail(ErrorCode::InvalidInput,
                    "the password is one of those tried first (one character repeated, a run, a "
                    "common word)",
                    "error.password_weak");
    return text;
}

base::Result<std::string> hash_password(std::string_view password, const PasswordCost& cost) {
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (!sodium_works() ||
        crypto_pwhash_str_alg(out.data(), password.data(), password.size(),
                              static_cast<unsigned long long>(cost.passes), memory_bytes(cost),
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        return fail(ErrorCode::Unavailable,
                    "the password could not be hashed: " + std::to_string(cost.memory_mb) +
                        " MB of memory are not to be had (access.password_memory_mb)",
                    "error.busy");
    return std::string(out.data());
}

bool verify_password(std::string_view password, const std::string& hash) {
    if (!sodium_works() || hash.size() >= crypto_pwhash_STRBYTES) return false;
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool is_outdated(const std::string& hash, const PasswordCost& cost) {
    return hash.size() < crypto_pwhash_STRBYTES &&
           crypto_pwhash_str_needs_rehash(
               hash.c_str(), static_cast<unsigned long long>(cost.passes), memory_bytes(cost)) == 1;
}

std::string new_session_token() {
    sodium_works();
    std::array<unsigned char, kTokenBytes> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    return to_base64(bytes);
}

std::string session_token_hash(std::string_view token) {
    return is_token(token) ? token_digest(token, "session") : std::string();
}

std::string session_page_key(std::string_view token) {
    return is_token(token) ? token_digest(token, "page") : std::string();
}

bool same_secret(std::string_view a, std::string_view b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace station
