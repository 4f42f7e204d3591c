#pragma once
#include <optional>
#include <string_view>

#include "base/result.h"
#include "station/orders/table.h"
#include "station/orders/xlsx_zip.h"

namespace station {

/// The attributes of one XML element; valid during XmlHandler::start() only.
class XmlAttributes {
public:
    explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}
    /// The value of the attribute with this local name ("id" also finds "r:id").
    std::optional<std::string_view> get(std::string_view name) const;

private:
    const char** pairs_;
};

/// Receives the elements of one part. Names come without their prefix ("x:row" is "row").
class XmlHandler {
public:
    virtual ~XmlHandler() = default;
    virtual void start(std::string_view name, const XmlAttributes& attributes) = 0;
    virtual void end(std::string_view name) = 0;
    /// A piece of text; one text may come in many pieces.
    virtual void text(std::string_view piece) = 0;

    /// Once set, parsing stops and read_xml_part() returns it.
    const std::optional<base::Error>& refusal() const { return refusal_; }

protected:
    void refuse(base::Error error) {
        if (!refusal_) refusal_ = std::move(error);
    }

private:
    std::optional<base::Error> refusal_;
};

/// Parses a part while it is being unpacked. No document type, hence no entities and nothing loaded
/// from elsewhere. The parser's memory and the length of one tag are limited, so that a 300 MB
/// token packed into 300 kB is refused at 1 MB. InvalidInput for that, Corrupt when it is not XML.
base::Status read_xml_part(const XlsxZip& zip, std::string_view name, const TableLimits& limits,
                           XmlHandler& handler);

}  // namespace station
