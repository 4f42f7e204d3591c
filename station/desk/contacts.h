#pragma once
#include "station/contact_desk.h"
#include "station/store/context.h"

namespace station {

/// Telephone numbers of carriers and of the shop's own, over the database. Station thread.
class Contacts final : public ContactDesk {
public:
    explicit Contacts(const Context& context) : context_(context) {}
    base::Result<ContactView> add(const ContactFields& fields, const std::string& actor) override;
    base::Result<ContactView> edit(std::int64_t contact, const ContactFields& fields,
                                   const std::string& actor) override;
    base::Status remove(std::int64_t contact, const std::string& actor) override;

private:
    base::Status audit(const std::string& what, std::int64_t contact,
                       const base::CarrierCode& carrier, const std::string& actor);
    Context context_;
};

/// Through any session; one thread at a time.
base::Result<ContactsView> read_contacts(const Context& context);

/// A telephone number for a tel: link: "0571-8800 1234转8" is "057188001234,8". InvalidInput
/// (error.contact_phone) for what nobody can dial: letters, fewer than 3 or more than 20 digits.
base::Result<std::string> dialled(std::string_view phone);

}  // namespace station
