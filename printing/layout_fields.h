#pragma once
#include <string>
#include <string_view>

#include "config/label_template.h"
#include "printing/label.h"

namespace printing {

/// The text that a field shows; empty where the label has nothing for it. Parties are taken as
/// they stand: mask them first. Items and symbols are not text and give "".
std::string field_text(const LabelContent& content, config::LabelField field);

/// Is there anything to show? For `when` and `unless` of templates.
bool has_field(const LabelContent& content, config::LabelField field);

/// A missing glyph here sends the parcel wrong: the label is refused.
bool is_vital(config::LabelField field);

/// For people to read out and compare: letters, then digits in fours counted from the right; a
/// single leading digit joins its neighbours. "SF 12345 6789 0123".
std::string grouped_number(std::string_view number);

/// Province, city, district and town, each once (北京市 is both province and city).
std::string region_of(const Party& party);

}  // namespace printing
