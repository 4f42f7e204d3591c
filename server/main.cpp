#include <signal.h>

#include <iostream>

#include "server/program.h"

int main(int argc, char** argv) {
    // A client or a pipe that goes away is an error of one write, not the end of the program.
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGXFSZ, SIG_IGN);  // So is a file that may not grow any more.
    const base::SystemClock clock;
    const server::Stations stations{.open = station::Station::open,
                                    .open_reader = station::Reader::open};
    server::Invocation world;
    world.in = &std::cin;
    world.out = &std::cout;
    world.err = &std::cerr;
    world.clock = &clock;
    world.stations = &stations;
    return static_cast<int>(server::run_program({argv + 1, argv + argc}, std::move(world)));
}
