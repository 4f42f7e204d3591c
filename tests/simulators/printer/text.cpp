#include "tests/simulators/printer/text.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

namespace simulators {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::string capitals(std::string_view text) {
    std::string result(text);
    for (char& letter : result)
        letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    return result;
}

std::vector<double> numbers_of(std::string_view text) {
    std::vector<double> numbers;
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const std::string part(trimmed(text.substr(begin, end - begin)));
        char* rest = nullptr;
        const double number = std::strtod(part.c_str(), &rest);
        if (rest == part.c_str()) return numbers;
        // Whatever is written: no length of paper is more than this.
        numbers.push_back(number >= -1e6 && number <= 1e6 ? number : 0);
        begin = end + 1;
    }
    return numbers;
}

int whole(const std::vector<double>& numbers, std::size_t at, int otherwise) {
    return at < numbers.size() ? static_cast<int>(numbers[at]) : otherwise;
}

}  // namespace simulators
