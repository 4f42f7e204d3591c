// The program over a fake station, for tests of whole processes. $FAKE_LOCK is its data folder's
// lock file.
#include <signal.h>

#include <cstdlib>
#include <iostream>

#include "server/program.h"
#include "tests/fakes/fake_station.h"

int main(int argc, char** argv) {
    ::signal(SIGPIPE, SIG_IGN);
    const base::SystemClock clock;
    fakes::Floor floor;
    if (const char* lock = std::getenv("FAKE_LOCK")) floor.lock_file = lock;
    const server::Stations stations = fakes::stations(floor);
    server::Invocation world;
    world.in = &std::cin;
    world.out = &std::cout;
    world.err = &std::cerr;
    world.clock = &clock;
    world.stations = &stations;
    return static_cast<int>(server::run_program({argv + 1, argv + argc}, std::move(world)));
}
