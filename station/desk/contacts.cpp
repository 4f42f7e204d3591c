#include "station/desk/contacts.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

constexpr int kMostContacts = 200;
constexpr std::size_t kLongestField = 120;  ///< Bytes: 40 Chinese characters.
constexpr std::size_t kLongestNote = 600;

ContactView contact_of(const Row& row) {
    ContactView view{row.integer(0), row.id<base::CarrierCode>(1),
                     row.text(2),    row.text(3),
                     row.text(4),    {},
                     row.text(5),    row.text(6),
                     row.time(7),    row.text(8)};
    view.tel = dialled(view.phone).value_or("");
    return view;
}

constexpr const char* kContactColumns =
    "SELECT id, carrier, branch, person, phone, hours, note, updated_at, updated_by FROM contacts";

base::Result<ContactView> read_contact(Session& db, std::int64_t contact) {
    auto rows = db.query(std::string(kContactColumns) + " WHERE id = $1", values(contact));
    if (!rows) return base::pass(rows);
    if (rows->empty())
        return fail(ErrorCode::NotFound, "there is no contact " + std::to_string(contact),
                    "error.contact_unknown");
    return contact_of(rows->front());
}

std::string one_line(const std::string& text) {
    std::string line = base::nfkc(text);
    for (char& c : line) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    }
    return std::string(base::trim(line));
}

base::Result<ContactFields> cleaned(const Context& context, const ContactFields& given) {
    ContactFields fields{given.carrier,         one_line(given.branch), one_line(given.person),
                         one_line(given.phone), one_line(given.hours),  one_line(given.note)};
    if (!fields.carrier.empty() && context.carriers.find(fields.carrier) == nullptr)
        return fail(ErrorCode::NotFound,
                    "there is no carrier '" + fields.carrier.str() + "' in carriers.toml",
                    "error.carrier_unknown");
    for (const std::string* text : {&fields.branch, &fields.person, &fields.phone, &fields.hours}) {
        if (text->size() > kLongestField)
            return fail(ErrorCode::InvalidInput, "a field has more than 40 characters",
                        "error.contact_long");
    }
    if (fields.note.size() > kLongestNote)
        return fail(ErrorCode::InvalidInput, "the note has more than 200 characters",
                    "error.contact_long");
    if (fields.branch.empty() && fields.person.empty())
        return fail(ErrorCode::InvalidInput, "neither a branch nor a person is named",
                    "error.contact_empty");
    if (auto tel = dialled(fields.phone); !tel) return base::pass(tel);
    return fields;
}

}  // namespace

base::Result<std::string> dialled(std::string_view phone) {
    std::string tel;
    int digits = 0;
    bool extension = false;
    for (std::size_t i = 0; i < phone.size(); ++i) {
        const char c = phone[i];
        if (c >= '0' && c <= '9') {
            tel += c;
            ++digits;
        } else if (c == '+' && tel.empty()) {
            tel += c;
        } else if (phone.substr(i).starts_with("转") && digits >= 3 && !extension) {
            extension = true;
            tel += ',';
            i += std::string_view("转").size() - 1;
        } else if ((c == '#' || c == ',') && digits >= 3 && !extension) {
            extension = true;
            tel += ',';
        } else if (c != ' ' && c != '-' && c != '(' && c != ')' && c != '.') {
            digits = 0;
            break;
        }
    }
    if (digits < 3 || digits > 20 || tel.back() == ',')
        return fail(ErrorCode::InvalidInput,
                    "'" + std::string(phone) +
                        "' is no telephone number; expected for example "
                        "13800001234, 0571-88001234 or 95338",
                    "error.contact_phone");
    return tel;
}

base::Status Contacts::audit(const std::string& what, std::int64_t contact,
                             const base::CarrierCode& carrier, const std::string& actor) {
    AuditEntry entry;
    entry.actor = actor;
    entry.action = "contact_" + what;
    entry.detail = {{"contact", std::to_string(contact)}, {"carrier", carrier.str()}};
    return append_audit(context_.db, context_.clock.now(), entry);
}

base::Result<ContactView> Contacts::add(const ContactFields& given, const std::string& actor) {
    auto fields = cleaned(context_, given);
    if (!fields) return base::pass(fields);
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto there = context_.db.query_one("SELECT count(*) FROM contacts");
    if (!there) return base::pass(there);
    if (there->integer(0) >= kMostContacts)
        return fail(ErrorCode::Conflict, "there are 200 contacts already: remove some",
                    "error.contacts_full");
    auto row = context_.db.query_one(
        "INSERT INTO contacts (carrier, branch, person, phone, hours, note, updated_at, updated_by)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
        values(fields->carrier, fields->branch, fields->person, fields->phone, fields->hours,
               fields->note, context_.clock.now(), actor));
    if (!row) return base::pass(row);
    if (auto noted = audit("added", row->integer(0), fields->carrier, actor); !noted)
        return base::pass(noted);
    auto view = read_contact(context_.db, row->integer(0));
    if (!view) return view;
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return view;
}

base::Result<ContactView> Contacts::edit(std::int64_t contact, const ContactFields& given,
                                         const std::string& actor) {
    auto fields = cleaned(context_, given);
    if (!fields) return base::pass(fields);
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    if (auto known = read_contact(context_.db, contact); !known) return known;
    auto changed = context_.db.execute(
        "UPDATE contacts SET carrier = $1, branch = $2, person = $3, phone = $4, hours = $5,"
        " note = $6, updated_at = $7, updated_by = $8 WHERE id = $9",
        values(fields->carrier, fields->branch, fields->person, fields->phone, fields->hours,
               fields->note, context_.clock.now(), actor, contact));
    if (!changed) return base::pass(changed);
    if (auto noted = audit("changed", contact, fields->carrier, actor); !noted)
        return base::pass(noted);
    auto view = read_contact(context_.db, contact);
    if (!view) return view;
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return view;
}

base::Status Contacts::remove(std::int64_t contact, const std::string& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto known = read_contact(context_.db, contact);
    if (!known) return base::pass(known);
    auto removed = context_.db.execute("DELETE FROM contacts WHERE id = $1", values(contact));
    if (!removed) return base::pass(removed);
    if (auto noted = audit("removed", contact, known->carrier, actor); !noted) return noted;
    return transaction->commit();
}

base::Result<ContactsView> read_contacts(const Context& context) {
    auto rows = context.db.query(std::string(kContactColumns) + " ORDER BY id");
    if (!rows) return base::pass(rows);
    auto shipping = context.db.query("SELECT DISTINCT carrier FROM parcels WHERE created_at >= $1",
                                     values(context.clock.now() - std::chrono::hours{24 * 30}));
    if (!shipping) return base::pass(shipping);
    std::set<std::string> used = {context.settings.default_carrier.str()};
    for (const Row& row : *shipping) used.insert(row.text(0));
    for (const config::RouteRule& rule : context.settings.routes) used.insert(rule.carrier.str());
    ContactsView all;
    for (const config::Carrier& carrier : context.carriers.all()) {
        CarrierContactsView view{carrier.code,
                                 carrier.name_zh,
                                 carrier.service_phone,
                                 used.contains(carrier.code.str()),
                                 {}};
        for (const Row& row : *rows) {
            if (row.text(1) == carrier.code.str()) view.contacts.push_back(contact_of(row));
        }
        view.used = view.used || !view.contacts.empty();
        all.carriers.push_back(std::move(view));
    }
    std::ranges::stable_partition(all.carriers, &CarrierContactsView::used);
    for (const Row& row : *rows) {
        if (row.text(1).empty()) all.own.push_back(contact_of(row));
    }
    return all;
}

}  // namespace station
