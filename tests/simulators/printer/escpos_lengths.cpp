#include "tests/simulators/printer/escpos.h"

// How long each command is, so that what is not known in full is still skipped whole.
namespace simulators {
int EscposInterpreter::length() const {
    const std::size_t size = command_.size();
    switch (command_[0]) {
        case 0x00:
        case 0x09:
        case 0x0a:
        case 0x0c:
        case 0x0d:
        case 0x18:
            return 1;
        case kDle:
            if (size < 3) return 0;
            if (command_[1] == 0x04) return command_[2] == 8 ? 4 : 3;
            if (command_[1] == 0x05) return 3;
            if (command_[1] != 0x14) return -1;
            if (command_[2] == 8) return 10;
            return command_[2] >= 1 && command_[2] <= 7 ? 5 : -1;
        case kEsc:
            return size < 2 ? 0 : length_esc();
        case kFs:
            if (size < 2) return 0;
            if (command_[1] == '(') return 5;
            if (command_[1] == '.' || command_[1] == '&') return 2;
            if (command_[1] == 'p' || command_[1] == 'S') return 4;
            return command_[1] == '!' || command_[1] == '-' || command_[1] == 'C' ? 3 : -1;
        case kGs:
            return size < 2 ? 0 : length_gs();
        case kUs:  // Settings of one maker: 1F 11 n, 1F F0 n 00.
            if (size < 2) return 0;
            if (command_[1] == 0x11) return 3;
            return command_[1] == 0xf0 ? 4 : -1;
        default:
            return command_[0] >= 0x20 ? 1 : -1;
    }
}

int EscposInterpreter::length_esc() const {
    switch (command_[1]) {
        case '@':
        case '2':
        case 'i':
        case 'm':
        case 'v':
        case 'L':
        case 'S':
        case 0x0c:
            return 2;
        case '!':
        case '-':
        case '3':
        case 'J':
        case 'd':
        case 'a':
        case 'E':
        case 'G':
        case 'M':
        case 'R':
        case 't':
        case ' ':
        case '=':
        case 'V':
        case '{':
        case 'T':
        case 'e':
        case 'K':
        case 'r':
        case 'D':
            return 3;
        case 'c':
        case '$':
        case '\\':
        case 'N':
            return 4;
        case 'p':
        case '*':
            return 5;
        case 'W':
            return 10;
        default:
            return -1;
    }
}

int EscposInterpreter::length_gs() const {
    switch (command_[1]) {
        case 0x0c:
        case ':':
            return 2;
        case 'a':
        case 'r':
        case 'I':
        case '!':
        case 'B':
        case 'H':
        case 'h':
        case 'w':
        case 'f':
        case 'T':
        case '/':
        case 'b':
        case 'E':
            return 3;
        case 'V':
            if (command_.size() < 3) return 0;
            return command_[2] == 65 || command_[2] == 66 || command_[2] == 103 ||
                           command_[2] == 104
                       ? 4
                       : 3;
        case 'L':
        case 'W':
        case 'P':
        case '$':
        case '\\':
        case 'k':
        case '*':
            return 4;
        case '^':
        case '(':
            return 5;
        case '8':
            return 7;
        case 'v':
            return 8;
        default:
            return -1;
    }
}

}  // namespace simulators
