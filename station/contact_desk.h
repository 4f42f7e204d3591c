#pragma once
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"

namespace station {

/// Whom to call: a carrier's branch or courier, or one of the shop's own.
struct ContactView {
    std::int64_t id = 0;
    base::CarrierCode carrier;  ///< Empty: the shop's own.
    std::string branch;         ///< 网点, or what the person is for.
    std::string person;         ///< 快递员
    std::string phone;          ///< As typed.
    std::string tel;            ///< For a tel: link: digits, '+', and ',' before an extension.
    std::string hours, note;
    base::Time updated_at{};
    std::string updated_by;
};

struct CarrierContactsView {
    base::CarrierCode carrier;
    std::string name;
    std::string service_phone;  ///< From carriers.toml.
    bool used = false;          ///< The shop ships with it, or has a contact.
    std::vector<ContactView> contacts;
};

struct ContactsView {
    std::vector<CarrierContactsView> carriers;  ///< Those used first.
    std::vector<ContactView> own;
};

/// What a person fills in.
struct ContactFields {
    base::CarrierCode carrier;
    std::string branch, person, phone, hours, note;
};

/// Changes the contacts. Thread rule and promises as of Station.
class ContactDesk {
public:
    virtual ~ContactDesk() = default;
    /// InvalidInput (error.contact_phone, error.contact_empty, error.contact_long,
    /// error.carrier_unknown); Conflict (error.contacts_full) beyond 200.
    virtual base::Result<ContactView> add(const ContactFields& fields,
                                          const std::string& actor) = 0;
    /// Also NotFound (error.contact_unknown).
    virtual base::Result<ContactView> edit(std::int64_t contact, const ContactFields& fields,
                                           const std::string& actor) = 0;
    virtual base::Status remove(std::int64_t contact, const std::string& actor) = 0;
};

}  // namespace station
