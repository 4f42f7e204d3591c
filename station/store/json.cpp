#include "station/store/json.h"

#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <sstream>

namespace station {
namespace {

Poco::JSON::Object to_object(const std::map<std::string, std::string>& map) {
    Poco::JSON::Object object;
    for (const auto& [key, text] : map) object.set(key, text);
    return object;
}

std::map<std::string, std::string> to_map(const Poco::JSON::Object& object) {
    std::map<std::string, std::string> map;
    for (const auto& [key, cell] : object) map[key] = cell.toString();
    return map;
}

template <typename Json>
std::string written(const Json& json) {
    std::ostringstream out;
    json.stringify(out);
    return out.str();
}

}  // namespace

std::string to_json(const std::map<std::string, std::string>& map) {
    return written(to_object(map));
}

std::string to_json(const std::vector<std::map<std::string, std::string>>& rows) {
    Poco::JSON::Array array;
    for (const auto& row : rows) array.add(to_object(row));
    return written(array);
}

std::map<std::string, std::string> map_from_json(std::string_view text) {
    if (text.empty()) return {};
    try {
        Poco::JSON::Parser parser;
        const auto object = parser.parse(std::string(text)).extract<Poco::JSON::Object::Ptr>();
        return to_map(*object);
    } catch (const Poco::Exception&) {
        return {};
    }
}

std::vector<std::map<std::string, std::string>> rows_from_json(std::string_view text) {
    if (text.empty()) return {};
    std::vector<std::map<std::string, std::string>> rows;
    try {
        Poco::JSON::Parser parser;
        const auto array = parser.parse(std::string(text)).extract<Poco::JSON::Array::Ptr>();
        for (unsigned i = 0; i < array->size(); ++i) rows.push_back(to_map(*array->getObject(i)));
    } catch (const Poco::Exception&) {
        return {};
    }
    return rows;
}

}  // namespace station
