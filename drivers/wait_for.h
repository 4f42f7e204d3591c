#pragma once
#include <chrono>

namespace drivers {

/// Waits until a file or socket has one of the events (of poll(2)). Events that came, POLLERR when
/// poll itself fails, 0 at the deadline; at least one look, also with a deadline that has passed.
short wait_for(int file, short events, std::chrono::steady_clock::time_point deadline);

}  // namespace drivers
