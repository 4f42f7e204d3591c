#pragma once
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "config/data_files.h"

namespace server::http {

/// The text table of a language ("zh-CN", "en"): text/<language>.json and, where there is one,
/// text/<language>.ui.json, which may not say a key twice. Both are flat objects of strings.
/// NotFound for another language, Corrupt for a file that is something else. Any thread.
base::Result<std::map<std::string, std::string>> text_table(const config::DataFiles& data_files,
                                                            std::string_view language);

}  // namespace server::http
