#include "station/store/codec.h"

#include <sodium.h>
#include <sys/stat.h>

#include <cstring>
#include <vector>

#include "base/files.h"

namespace station {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::string_view kVersion = "v1:";
constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;

std::string to_base64(const std::vector<unsigned char>& bytes) {
    std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
    text.resize(std::strlen(text.c_str()));
    return text;
}

std::string seal(const unsigned char* key, std::string_view field, std::string_view plain) {
    std::vector<unsigned char> out(kNonce + plain.size() + kTag);
    randombytes_buf(out.data(), kNonce);
    unsigned long long length = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        out.data() + kNonce, &length, reinterpret_cast<const unsigned char*>(plain.data()),
        plain.size(), reinterpret_cast<const unsigned char*>(field.data()), field.size(), nullptr,
        out.data(), key);
    out.resize(kNonce + length);
    return std::string(kVersion) + to_base64(out);
}

base::Result<std::string> open_sealed(const unsigned char* key, std::string_view field,
                                      std::string_view sealed) {
    const auto damaged = [&] {
        return fail(ErrorCode::Corrupt, "the encrypted field '" + std::string(field) +
                                            "' is damaged or was sealed with another key");
    };
    if (!sealed.starts_with(kVersion)) return damaged();
    sealed.remove_prefix(kVersion.size());
    if (sealed.empty()) return damaged();
    std::vector<unsigned char> bytes(sealed.size());
    std::size_t length = 0;
    const char* end = nullptr;
    if (sodium_base642bin(bytes.data(), bytes.size(), sealed.data(), sealed.size(), nullptr,
                          &length, &end, kVariant) != 0 ||
        end != sealed.data() + sealed.size() || length < kNonce + kTag)
        return damaged();
    std::string plain(length - kNonce - kTag, '\0');
    unsigned long long plain_length = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            reinterpret_cast<unsigned char*>(plain.data()), &plain_length, nullptr,
            bytes.data() + kNonce, length - kNonce,
            reinterpret_cast<const unsigned char*>(field.data()), field.size(), bytes.data(),
            key) != 0)
        return damaged();
    plain.resize(plain_length);
    return plain;
}

}  // namespace

PersonalDataCodec::PersonalDataCodec(const Key& station_key) : station_key_(station_key) {
    // Contexts are eight characters by the library's rule (crypto_kdf_CONTEXTBYTES).
    crypto_kdf_derive_from_key(wrap_key_.data(), wrap_key_.size(), 1, "pbwrap__",
                               station_key_.data());
    crypto_kdf_derive_from_key(hash_key_.data(), hash_key_.size(), 2, "pbhash__",
                               station_key_.data());
}

PersonalDataCodec::~PersonalDataCodec() {
    sodium_memzero(station_key_.data(), station_key_.size());
    sodium_memzero(wrap_key_.data(), wrap_key_.size());
    sodium_memzero(hash_key_.data(), hash_key_.size());
}

base::Result<PersonalDataCodec> PersonalDataCodec::open(const std::filesystem::path& data_folder,
                                                        bool database_exists) {
    if (sodium_init() < 0)
        return fail(ErrorCode::Unavailable, "libsodium found no source of random numbers");
    const std::filesystem::path file = data_folder / "station.key";
    Key key{};
    auto stored = base::read_file(file, 4096);
    if (stored) {
        if (stored->size() != key.size())
            return fail(ErrorCode::Corrupt,
                        file.string() + " is damaged (32 bytes expected): restore it from a backup",
                        "error.key_missing");
        std::copy(stored->begin(), stored->end(), key.begin());
        return PersonalDataCodec(key);
    }
    if (stored.error().code != ErrorCode::NotFound) return base::pass(stored);
    if (database_exists)
        return fail(ErrorCode::Corrupt,
                    file.string() +
                        " is missing: without it the stored names and addresses cannot"
                        " be read; restore it from a backup",
                    "error.key_missing");
    crypto_kdf_keygen(key.data());
    if (auto written = base::write_file_atomically(file, base::ByteView(key)); !written)
        return base::pass(written);
    if (::chmod(file.c_str(), 0600) != 0)
        return fail(ErrorCode::Unavailable, "cannot protect " + file.string());
    return PersonalDataCodec(key);
}

WrappedKey PersonalDataCodec::new_order_key() const {
    Key key;
    randombytes_buf(key.data(), key.size());
    WrappedKey wrapped{seal(wrap_key_.data(), "order-key",
                            {reinterpret_cast<const char*>(key.data()), key.size()})};
    sodium_memzero(key.data(), key.size());
    return wrapped;
}

base::Result<PersonalDataCodec::Key> PersonalDataCodec::unwrap(const WrappedKey& key) const {
    auto plain = open_sealed(wrap_key_.data(), "order-key", key.text);
    if (!plain) return base::pass(plain);
    Key unwrapped{};
    if (plain->size() != unwrapped.size())
        return fail(ErrorCode::Corrupt, "an order's key has the wrong length");
    std::memcpy(unwrapped.data(), plain->data(), unwrapped.size());
    sodium_memzero(plain->data(), plain->size());
    return unwrapped;
}

base::Result<std::string> PersonalDataCodec::encrypt(const WrappedKey& key, std::string_view field,
                                                     std::string_view plain) const {
    auto unwrapped = unwrap(key);
    if (!unwrapped) return base::pass(unwrapped);
    return seal(unwrapped->data(), field, plain);
}

base::Result<std::string> PersonalDataCodec::decrypt(const WrappedKey& key, std::string_view field,
                                                     std::string_view sealed) const {
    auto unwrapped = unwrap(key);
    if (!unwrapped) return base::pass(unwrapped);
    return open_sealed(unwrapped->data(), field, sealed);
}

std::string PersonalDataCodec::search_hash(std::string_view kind, std::string_view text) const {
    if (text.empty()) return {};
    const std::string input = std::string(kind) + '\x1f' + std::string(text);
    std::vector<unsigned char> hash(crypto_generichash_BYTES_MIN);
    crypto_generichash(hash.data(), hash.size(),
                       reinterpret_cast<const unsigned char*>(input.data()), input.size(),
                       hash_key_.data(), hash_key_.size());
    return to_base64(hash);
}

}  // namespace station
