#pragma once
#include <map>
#include <string>

#include "base/clock.h"
#include "config/carriers.h"
#include "config/settings.h"
#include "station/store/codec.h"
#include "station/store/database.h"

namespace station {

/// What every part of the station works with. Not owned; all of it outlives the parts.
struct Context {
    Session& db;
    const PersonalDataCodec& codec;
    const config::Settings& settings;
    const config::CarrierTable& carriers;
    const base::Clock& clock;
};

/// One line of the append-only history. Never personal data: ids, states, numbers, reasons that a
/// supervisor typed.
struct AuditEntry {
    std::string actor;
    std::string action;
    base::OrderRow order{};
    base::ParcelRow parcel{};
    base::JobRow job{};
    base::BatchRow batch{};
    std::string from, to;
    std::map<std::string, std::string> detail{};
};

/// Appends in the open transaction of the change that it tells of.
base::Status append_audit(Session& db, base::Time now, const AuditEntry& entry);

/// A value of the station_meta table, "" when absent; and its writing.
base::Result<std::string> meta(Session& db, std::string_view key);
base::Status set_meta(Session& db, std::string_view key, std::string_view text);

}  // namespace station
