#pragma once
#include <fstream>
#include <sstream>
#include <string>

namespace tests {

/// How much the process has grown at most since the object was made, in kB. Linux: VmHWM is reset
/// through /proc/self/clear_refs.
class PeakMemory {
public:
    PeakMemory() {
        std::ofstream("/proc/self/clear_refs") << "5";
        before_ = read("VmHWM:");
    }
    long growth_kb() const { return read("VmHWM:") - before_; }

private:
    static long read(const std::string& key) {
        std::ifstream status("/proc/self/status");
        std::string line;
        while (std::getline(status, line)) {
            if (line.rfind(key, 0) == 0) return std::stol(line.substr(key.size()));
        }
        return 0;
    }
    long before_ = 0;
};

}  // namespace tests
