#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace station {

/// The key of one order, wrapped by the station's key; destroying it forgets the order.
struct WrappedKey {
    std::string text;
};

/// Encrypts, decrypts and hashes personal data (names, phones, addresses, notes).
/// Every order has a key of its own; fields are sealed with XChaCha20-Poly1305 (libsodium) with
/// the field's name as associated data, so that a field cannot be moved to another column.
/// Stored form: "v1:" + base64 of nonce and ciphertext. Thread rule: const use from any thread.
class PersonalDataCodec {
public:
    /// Reads `data_folder`/station.key, or makes one (mode 0600) when neither it nor a database
    /// exists. Corrupt (key error.key_missing) when the database is there and the key is not.
    static base::Result<PersonalDataCodec> open(const std::filesystem::path& data_folder,
                                                bool database_exists);
    ~PersonalDataCodec();
    PersonalDataCodec(const PersonalDataCodec&) = default;
    PersonalDataCodec& operator=(const PersonalDataCodec&) = default;

    WrappedKey new_order_key() const;
    base::Result<std::string> encrypt(const WrappedKey& key, std::string_view field,
                                      std::string_view plain) const;
    /// Corrupt when the text was changed, or sealed with another key or field name.
    base::Result<std::string> decrypt(const WrappedKey& key, std::string_view field,
                                      std::string_view sealed) const;
    /// Keyed hash for exact search: the same text gives the same hash on this station only.
    /// "" for "" (an empty field must not match other empty ones).
    std::string search_hash(std::string_view kind, std::string_view text) const;

private:
    using Key = std::array<unsigned char, 32>;
    explicit PersonalDataCodec(const Key& station_key);
    base::Result<Key> unwrap(const WrappedKey& key) const;
    Key station_key_;
    Key wrap_key_;
    Key hash_key_;
};

}  // namespace station
