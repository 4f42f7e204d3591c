#pragma once
#include <string>
#include <vector>

#include "tests/simulators/printer/paper.h"

namespace simulators {

/// Keeps the paper: `page-0001-label.png`, `page-0002-blank.png`, `page-0003-half.png` ..., and a
/// line about each in `paper.jsonl`. Goes on behind what is in the folder already.
class PageFolder {
public:
    PageFolder(std::string folder, int dpi);
    /// False where a page could not be written.
    bool keep(const std::vector<Page>& pages);

private:
    std::string folder_;
    int dpi_;
    int last_ = 0;
};

}  // namespace simulators
