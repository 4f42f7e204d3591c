#include "server/http/addresses.h"

#include <Poco/Exception.h>
#include <Poco/Net/NetworkInterface.h>

#include <algorithm>

namespace server::http {
namespace {

std::string page_address(const config::HttpSettings& http, const std::string& host, int port) {
    const std::string bracketed = host.find(':') != host.npos ? "[" + host + "]" : host;
    if (http.behind_proxy) return "https://" + bracketed;
    return "http://" + bracketed + (port == 80 ? "" : ":" + std::to_string(port));
}

// Addresses that people can type: IPv4 first; no loopback, no fe80::, no privacy addresses by name.
std::vector<std::string> own_addresses() {
    std::vector<std::string> four, six;
    try {
        for (const auto& interface : Poco::Net::NetworkInterface::list(true, true)) {
            const Poco::Net::IPAddress& address = interface.address();
            if (address.isLoopback() || address.isLinkLocal() || address.isWildcard()) continue;
            auto& list = address.family() == Poco::Net::AddressFamily::IPv4 ? four : six;
            if (std::ranges::find(list, address.toString()) == list.end())
                list.push_back(address.toString());
        }
    } catch (const Poco::Exception&) {
        // Without a list the page says so; the addresses themselves work.
    }
    four.insert(four.end(), six.begin(), six.end());
    return four;
}

}  // namespace

std::vector<std::string> page_addresses(const config::HttpSettings& http, int port) {
    std::vector<std::string> all;
    for (const std::string& name : http.names) all.push_back(page_address(http, name, port));
    if (http.behind_proxy) return all;
    for (const std::string& address : http.listen) {
        if (address != "0.0.0.0" && address != "::") {
            all.push_back(page_address(http, address, port));
            continue;
        }
        for (const std::string& own : own_addresses()) {
            if (address == "0.0.0.0" && own.find(':') != own.npos) continue;
            all.push_back(page_address(http, own, port));
        }
    }
    return all;
}

}  // namespace server::http
