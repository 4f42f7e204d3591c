#pragma once
#include <string>
#include <vector>

#include "config/settings.h"

namespace server::http {

/// The page addresses by which other computers may reach this station, without the slash at the
/// end: "http://192.168.1.20:8080". Of the interfaces that are up, without loopback and link-local
/// ones, as far as http.listen names them; http.names first. Any thread.
std::vector<std::string> page_addresses(const config::HttpSettings& http, int port);

}  // namespace server::http
