#include "drivers/wait_for.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>

namespace drivers {

short wait_for(int file, short events, std::chrono::steady_clock::time_point deadline) {
    using namespace std::chrono;
    while (true) {
        const auto left = ceil<milliseconds>(deadline - steady_clock::now()).count();
        pollfd ready{file, events, 0};
        const int count =
            ::poll(&ready, 1, static_cast<int>(std::clamp<long long>(left, 0, 60'000)));
        if (count > 0) return ready.revents;
        if (count < 0 && errno != EINTR) return POLLERR;
        if (steady_clock::now() >= deadline) return 0;
    }
}

}  // namespace drivers
