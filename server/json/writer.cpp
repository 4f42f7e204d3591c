#include "server/json/writer.h"

#include <Poco/JSON/PrintHandler.h>

#include <cmath>
#include <iomanip>
#include <locale>
#include <sstream>

namespace server::json {

struct Writer::Impl {
    // The print handler writes booleans and numbers by the stream's own format.
    Impl() {
        out.imbue(std::locale::classic());
        out << std::boolalpha << std::setprecision(12);
    }
    std::ostringstream out;
    Poco::JSON::PrintHandler print{out};
};

Writer::Writer() : impl_(std::make_unique<Impl>()) {}
Writer::~Writer() = default;

Writer& Writer::begin_object() {
    impl_->print.startObject();
    return *this;
}
Writer& Writer::end_object() {
    impl_->print.endObject();
    return *this;
}
Writer& Writer::begin_array() {
    impl_->print.startArray();
    return *this;
}
Writer& Writer::end_array() {
    impl_->print.endArray();
    return *this;
}
Writer& Writer::key(std::string_view name) {
    impl_->print.key(std::string(name));
    return *this;
}
Writer& Writer::null() {
    impl_->print.null();
    return *this;
}
Writer& Writer::value(std::string_view text) {
    impl_->print.value(std::string(text));
    return *this;
}
Writer& Writer::value(bool yes) {
    impl_->print.value(yes);
    return *this;
}
Writer& Writer::value(double number) {
    if (!std::isfinite(number)) return null();
    impl_->print.value(number);
    return *this;
}
Writer& Writer::value(base::Time time) {
    return value(std::string_view(base::format_utc(time)));
}
Writer& Writer::value(const std::vector<std::string>& texts) {
    begin_array();
    for (const std::string& text : texts) value(std::string_view(text));
    return end_array();
}
Writer& Writer::integer(std::int64_t number) {
    impl_->print.value(static_cast<Poco::Int64>(number));
    return *this;
}
std::string Writer::take() {
    return impl_->out.str();
}

}  // namespace server::json
