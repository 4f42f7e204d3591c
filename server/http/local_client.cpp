#include "server/http/local_client.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/URI.h>

#include <iterator>

#include "server/json/reader.h"

namespace server::http {
namespace {

base::ErrorCode code_named(const std::string& name) {
    using enum base::ErrorCode;
    for (const auto code : {InvalidInput, NotFound, Conflict, Unavailable, Timeout, DeviceGone,
                            NeedsOperator, Corrupt})
        if (base::name(code) == name) return code;
    return Unavailable;
}

base::Error error_of(const std::string& body, int status) {
    if (const auto value = json::parse(body); value && value->find("error") != nullptr) {
        const json::Value& error = *value->find("error");
        return {code_named(json::text_field(error, "code").value_or("")),
                json::text_field(error, "message").value_or(""),
                json::text_field(error, "key").value_or("")};
    }
    return {base::ErrorCode::Unavailable, "the daemon answered HTTP " + std::to_string(status), {}};
}

}  // namespace

namespace {

base::Result<std::string> ask(const std::filesystem::path& socket, const std::string& method,
                              const std::string& path, const std::string& body,
                              const std::string& content_type, std::chrono::milliseconds timeout) {
    try {
        const Poco::Timespan limit(std::chrono::microseconds(timeout).count());
        const Poco::Net::StreamSocket connection(
            Poco::Net::SocketAddress(Poco::Net::SocketAddress::UNIX_LOCAL, socket.string()));
        Poco::Net::HTTPClientSession session(connection);
        session.setTimeout(limit);
        Poco::Net::HTTPRequest request(method, path, Poco::Net::HTTPMessage::HTTP_1_1);
        request.setHost("localhost");
        if (!content_type.empty()) request.setContentType(content_type);
        request.set("X-Packbench", "1");
        request.setContentLength64(static_cast<Poco::Int64>(body.size()));
        session.sendRequest(request) << body << std::flush;
        Poco::Net::HTTPResponse response;
        std::istream& in = session.receiveResponse(response);
        std::string answer(std::istreambuf_iterator<char>(in), {});
        if (response.getStatus() < 300) return answer;
        return std::unexpected(error_of(answer, response.getStatus()));
    } catch (const Poco::Exception& problem) {
        return base::fail(
            base::ErrorCode::Unavailable,
            "the daemon does not answer on " + socket.string() + ": " + problem.displayText(),
            "error.daemon_silent");
    }
}

}  // namespace

base::Result<std::string> post_local(const std::filesystem::path& socket, const std::string& path,
                                     const std::string& body, std::chrono::milliseconds timeout) {
    return ask(socket, "POST", path, body, "application/json", timeout);
}

base::Result<std::string> post_local_bytes(const std::filesystem::path& socket,
                                           const std::string& path, const std::string& body,
                                           const std::string& content_type,
                                           std::chrono::milliseconds timeout) {
    return ask(socket, "POST", path, body, content_type, timeout);
}

base::Result<std::string> get_local(const std::filesystem::path& socket, const std::string& path,
                                    std::chrono::milliseconds timeout) {
    return ask(socket, "GET", path, {}, {}, timeout);
}

std::string query_text(const std::map<std::string, std::string>& values) {
    std::string text;
    for (const auto& [name, content] : values) {
        if (!text.empty()) text += '&';
        text += name + '=';
        Poco::URI::encode(content, "!*'();:@&=+$,/?#[]", text);
    }
    return text;
}

std::filesystem::path local_socket(const std::filesystem::path& data_folder) {
    return data_folder / "packbench.sock";
}

}  // namespace server::http
