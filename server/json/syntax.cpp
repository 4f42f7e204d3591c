#include "server/json/syntax.h"

namespace server::json {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Walks over one value; stops at the first character that does not fit.
class Walk {
public:
    Walk(std::string_view text, int max_depth) : text_(text), max_depth_(max_depth) {}

    std::optional<SyntaxFault> run() {
        skip_space();
        if (value(1)) {
            skip_space();
            if (at_ < text_.size()) fail("expected nothing behind the value");
        }
        if (message_.empty()) return std::nullopt;
        SyntaxFault fault;
        fault.message = message_;
        for (std::size_t i = 0; i < at_ && i < text_.size(); ++i) {
            const auto c = static_cast<unsigned char>(text_[i]);
            if (c == '\n') {
                ++fault.line;
                fault.column = 1;
            } else if ((c & 0xC0) != 0x80) {  // Not a further byte of the same character.
                ++fault.column;
            }
        }
        return fault;
    }

private:
    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    bool fail(std::string what) {
        if (message_.empty())
            message_ = (at_ >= text_.size() ? "the text ends here; " : "") + std::move(what);
        return false;
    }

    void skip_space() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' ||
                                      text_[at_] == '\n' || text_[at_] == '\r'))
            ++at_;
    }

    bool value(int depth) {
        if (depth > max_depth_)
            return fail("more than " + std::to_string(max_depth_) + " levels inside each other");
        switch (peek()) {
            case '{':
                return object(depth);
            case '[':
                return array(depth);
            case '"':
                return string();
            case 't':
                return word("true");
            case 'f':
                return word("false");
            case 'n':
                return word("null");
            default:
                if (peek() == '-' || is_digit(peek())) return number();
                return fail("expected a value: {, [, \", a number, true, false or null");
        }
    }

    bool word(std::string_view expected) {
        if (text_.substr(at_, expected.size()) != expected)
            return fail("expected " + std::string(expected));
        at_ += expected.size();
        return true;
    }

    bool number() {
        if (peek() == '-') ++at_;
        if (!is_digit(peek())) return fail("expected a digit");
        if (peek() == '0') {
            ++at_;
            if (is_digit(peek())) return fail("a number does not begin with 0");
        }
        while (is_digit(peek())) ++at_;
        if (peek() == '.') {
            ++at_;
            if (!is_digit(peek())) return fail("expected a digit behind the point");
            while (is_digit(peek())) ++at_;
        }
        if (peek() == 'e' || peek() == 'E') {
            ++at_;
            if (peek() == '+' || peek() == '-') ++at_;
            if (!is_digit(peek())) return fail("expected a digit of the exponent");
            while (is_digit(peek())) ++at_;
        }
        return true;
    }

    bool string() {
        ++at_;
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '"') {
                ++at_;
                return true;
            }
            if (static_cast<unsigned char>(c) < 0x20)
                return fail(
                    "a line break, tab or control character inside a string; write \\n, "
                    "\\t or \\u00XX, or end the string with \"");
            if (c == '\\' && !escape()) return false;
            if (c != '\\') ++at_;
        }
        return fail("expected \" at the end of the string");
    }

    bool escape() {
        ++at_;
        const char c = peek();
        if (c == 'u') {
            ++at_;
            for (int i = 0; i < 4; ++i, ++at_) {
                if (!is_hex(peek())) return fail("expected four hexadecimal digits behind \\u");
            }
            return true;
        }
        if (c == '\0' || std::string_view("\"\\/bfnrt").find(c) == std::string_view::npos)
            return fail("expected one of \" \\ / b f n r t u behind \\");
        ++at_;
        return true;
    }

    bool object(int depth) {
        ++at_;
        skip_space();
        if (peek() == '}') {
            ++at_;
            return true;
        }
        for (;;) {
            if (peek() != '"') return fail("expected the name of a field in quotes");
            if (!string()) return false;
            skip_space();
            if (peek() != ':') return fail("expected ':' behind the field's name");
            ++at_;
            skip_space();
            if (!value(depth + 1)) return false;
            skip_space();
            if (peek() == '}') {
                ++at_;
                return true;
            }
            if (peek() != ',') return fail("expected ',' or '}' behind the field");
            ++at_;
            skip_space();
        }
    }

    bool array(int depth) {
        ++at_;
        skip_space();
        if (peek() == ']') {
            ++at_;
            return true;
        }
        for (;;) {
            if (!value(depth + 1)) return false;
            skip_space();
            if (peek() == ']') {
                ++at_;
                return true;
            }
            if (peek() != ',') return fail("expected ',' or ']' behind the value");
            ++at_;
            skip_space();
        }
    }

    const std::string_view text_;
    const int max_depth_;
    std::size_t at_ = 0;
    std::string message_;
};

}  // namespace

std::optional<SyntaxFault> find_fault(std::string_view text, int max_depth) {
    return Walk(text, max_depth).run();
}

}  // namespace server::json
