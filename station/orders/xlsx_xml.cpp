#include "station/orders/xlsx_xml.h"

#include <expat.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

namespace station {
namespace {

using base::ErrorCode;
using base::fail;

// Expat keeps every element name it has seen and one record for each open element, so that its
// memory follows the input; its allocator functions have no context argument, hence thread_local.
thread_local std::size_t t_allowed = 0;
thread_local std::size_t t_used = 0;
constexpr std::size_t kHead = alignof(std::max_align_t);

void* limited_malloc(std::size_t size) {
    if (size > t_allowed || t_used > t_allowed - size) return nullptr;
    auto* block = static_cast<unsigned char*>(std::malloc(size + kHead));
    if (block == nullptr) return nullptr;
    std::memcpy(block, &size, sizeof size);
    t_used += size;
    return block + kHead;
}
void limited_free(void* pointer) {
    if (pointer == nullptr) return;
    auto* block = static_cast<unsigned char*>(pointer) - kHead;
    std::size_t size = 0;
    std::memcpy(&size, block, sizeof size);
    t_used -= size;
    std::free(block);
}
void* limited_realloc(void* pointer, std::size_t size) {
    if (pointer == nullptr) return limited_malloc(size);
    void* moved = limited_malloc(size);
    if (moved == nullptr) return nullptr;
    std::size_t old = 0;
    std::memcpy(&old, static_cast<unsigned char*>(pointer) - kHead, sizeof old);
    std::memcpy(moved, pointer, old < size ? old : size);
    limited_free(pointer);
    return moved;
}
constexpr XML_Memory_Handling_Suite kLimitedMemory{limited_malloc, limited_realloc, limited_free};

constexpr int kDeepest = 64;  ///< A worksheet nests about eight deep.

struct Context {
    XmlHandler& handler;
    XML_Parser parser = nullptr;
    int depth = 0;
    bool too_deep = false;
    bool has_doctype = false;
};

std::string_view local_name(const char* name) {
    const std::string_view whole(name);
    const auto colon = whole.rfind(':');
    return colon == std::string_view::npos ? whole : whole.substr(colon + 1);
}
void stop_if_refused(Context& context) {
    if (context.handler.refusal() || context.too_deep) XML_StopParser(context.parser, XML_FALSE);
}

void XMLCALL on_start(void* user, const XML_Char* name, const XML_Char** pairs) {
    auto& context = *static_cast<Context*>(user);
    if (++context.depth > kDeepest) context.too_deep = true;
    if (!context.handler.refusal() && !context.too_deep)
        context.handler.start(local_name(name), XmlAttributes(pairs));
    stop_if_refused(context);
}
void XMLCALL on_end(void* user, const XML_Char* name) {
    auto& context = *static_cast<Context*>(user);
    --context.depth;
    if (!context.handler.refusal()) context.handler.end(local_name(name));
    stop_if_refused(context);
}
void XMLCALL on_text(void* user, const XML_Char* text, int length) {
    auto& context = *static_cast<Context*>(user);
    if (context.handler.refusal()) return;
    context.handler.text({text, static_cast<std::size_t>(length)});
    stop_if_refused(context);
}
void XMLCALL on_doctype(void* user, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    auto& context = *static_cast<Context*>(user);
    context.has_doctype = true;
    XML_StopParser(context.parser, XML_FALSE);
}

base::Status too_large(std::string_view name, const char* what) {
    return fail(ErrorCode::InvalidInput,
                "part " + std::string(name) + " of the XLSX file " + what +
                    ": this is not an export; export it again",
                "file_too_big");
}

}  // namespace

std::optional<std::string_view> XmlAttributes::get(std::string_view name) const {
    for (const char** pair = pairs_; *pair != nullptr; pair += 2) {
        if (local_name(pair[0]) == name) return pair[1];
    }
    return std::nullopt;
}

base::Status read_xml_part(const XlsxZip& zip, std::string_view name, const TableLimits& limits,
                           XmlHandler& handler) {
    t_allowed = limits.xml_memory_bytes;
    t_used = 0;
    const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
        XML_ParserCreate_MM(nullptr, &kLimitedMemory, nullptr), XML_ParserFree);
    if (!parser) return fail(ErrorCode::Unavailable, "no memory for an XML parser");
    Context context{handler, parser.get()};
    XML_SetUserData(parser.get(), &context);
    XML_SetElementHandler(parser.get(), on_start, on_end);
    XML_SetCharacterDataHandler(parser.get(), on_text);
    XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);

    std::size_t fed = 0;
    const auto explain = [&]() -> base::Status {
        if (handler.refusal()) return std::unexpected(*handler.refusal());
        if (context.too_deep) return too_large(name, "nests its elements too deeply");
        if (context.has_doctype) return too_large(name, "declares a document type");
        const XML_Error error = XML_GetErrorCode(parser.get());
        if (error == XML_ERROR_NO_MEMORY) return too_large(name, "needs too much memory");
        return fail(ErrorCode::Corrupt,
                    "the XLSX file is damaged (part " + std::string(name) + ", line " +
                        std::to_string(XML_GetCurrentLineNumber(parser.get())) + ": " +
                        XML_ErrorString(error) + "): export it again",
                    "file_damaged");
    };
    const auto unpacked = zip.unpack(name, [&](base::ByteView piece) -> base::Status {
        const auto* text = reinterpret_cast<const char*>(piece.data());
        if (XML_Parse(parser.get(), text, static_cast<int>(piece.size()), XML_FALSE) !=
            XML_STATUS_OK)
            return explain();
        fed += piece.size();
        const auto done = XML_GetCurrentByteIndex(parser.get());
        if (done >= 0 && fed - static_cast<std::size_t>(done) > limits.xml_token_bytes)
            return too_large(name, "holds one tag of more than a megabyte");
        return {};
    });
    if (!unpacked) return unpacked;
    if (XML_Parse(parser.get(), "", 0, XML_TRUE) != XML_STATUS_OK) return explain();
    return {};
}

}  // namespace station
