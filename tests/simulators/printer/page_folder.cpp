#include "tests/simulators/printer/page_folder.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <utility>

#include "tests/simulators/printer/png_file.h"

namespace simulators {

PageFolder::PageFolder(std::string folder, int dpi) : folder_(std::move(folder)), dpi_(dpi) {
    std::error_code ignored;
    std::filesystem::create_directories(folder_, ignored);
    for (const auto& entry : std::filesystem::directory_iterator(folder_, ignored)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with("page-")) last_ = std::max(last_, std::atoi(name.c_str() + 5));
    }
}

bool PageFolder::keep(const std::vector<Page>& pages) {
    for (const Page& page : pages) {
        char number[16];
        std::snprintf(number, sizeof number, "%04d", ++last_);
        const std::string file =
            "page-" + std::string(number) + "-" + std::string(name(page.kind)) + ".png";
        if (!write_png(page, dpi_, folder_ + "/" + file)) return false;
        std::ofstream(folder_ + "/paper.jsonl", std::ios::app)
            << "{\"page\":" << last_ << ",\"file\":\"" << file << "\",\"kind\":\""
            << name(page.kind) << "\",\"width\":" << page.width << ",\"height\":" << page.height
            << ",\"off_head\":" << page.off_head << "}\n";
    }
    return true;
}

}  // namespace simulators
