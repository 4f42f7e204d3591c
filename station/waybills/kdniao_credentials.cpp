#include <sys/stat.h>

#include "config/toml_reader.h"
#include "station/waybills/kdniao_messages.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

/// Which keys are wrong, without what stands there: a value may be a secret.
base::Error without_values(const std::vector<config::ConfigMistake>& mistakes) {
    std::string list;
    for (const config::ConfigMistake& mistake : mistakes) {
        list += (list.empty() ? "" : "\n") + mistake.file.string() + ":" +
                std::to_string(mistake.line) + ": " +
                mistake.message.substr(0, mistake.message.find_first_of(" '\"=")) +
                " is not as docs/numbers.md describes it";
    }
    return {ErrorCode::InvalidInput, list, "error.credentials_wrong"};
}

}  // namespace

base::Result<KdniaoCredentials> load_kdniao_credentials(const std::filesystem::path& file,
                                                        const config::CarrierTable& carriers) {
    struct stat facts {};
    if (::stat(file.c_str(), &facts) != 0)
        return fail(ErrorCode::NotFound,
                    "the credentials file " + file.string() +
                        " is not there or cannot be read: make it with mode 0600 "
                        "(docs/numbers.md)",
                    "error.credentials_missing");
    if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return fail(ErrorCode::NeedsOperator,
                    "the credentials file " + file.string() +
                        " can be read by others than its owner: chmod 600 " + file.string(),
                    "error.credentials_mode");
    auto document = config::TomlDocument::read(file);
    if (!document) return std::unexpected(without_values(document.error()));
    KdniaoCredentials credentials;
    config::TomlTable root = document->root();
    root.text("business_id", credentials.business_id, config::Need::Required);
    root.text("app_key", credentials.app_key, config::Need::Required);
    if (auto accounts = root.table("carriers", config::Need::Required)) {
        for (auto& [code, table] : accounts->named_tables()) {
            const config::Carrier* carrier = carriers.find(base::CarrierCode(code));
            if (carrier == nullptr || !carrier->platform_codes.contains("kdniao"))
                accounts->mistake(code, "is no carrier with a platform.kdniao in carriers.toml");
            KdniaoAccount account;
            table.text("customer_name", account.customer_name);
            table.text("customer_password", account.customer_password);
            table.text("send_site", account.send_site);
            table.text("send_staff", account.send_staff);
            table.text("month_code", account.month_code);
            table.text("post_code", account.post_code);
            table.finish();
            credentials.accounts.emplace(base::CarrierCode(code), std::move(account));
        }
    }
    root.finish();
    const auto mistakes = document->take_mistakes();
    if (!mistakes.empty()) return std::unexpected(without_values(mistakes));
    return credentials;
}

}  // namespace station
