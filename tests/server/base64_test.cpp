#include "server/http/base64.h"

#include <gtest/gtest.h>

namespace server::http {
namespace {

TEST(Base64, ReadsWhatItShould) {
    // The vectors of RFC 4648, 10.
    const std::pair<const char*, const char*> rows[] = {{"", ""},
                                                        {"Zg==", "f"},
                                                        {"Zm8=", "fo"},
                                                        {"Zm9v", "foo"},
                                                        {"Zm9vYg==", "foob"},
                                                        {"Zm9vYmE=", "fooba"},
                                                        {"Zm9vYmFy", "foobar"},
                                                        {"+/8=", "\xfb\xff"}};
    for (const auto& [text, bytes] : rows) {
        const auto read = from_base64(text);
        ASSERT_TRUE(read) << text;
        EXPECT_EQ(base::as_text(*read), bytes) << text;
    }
}

TEST(Base64, RefusesEverythingElse) {
    for (const char* bad : {"Z", "Zg", "Zg=", "Zg===", "Z===", "====", "Zm9v\n", "Zm 9v", "Zm-v",
                            "=Zm9", "Zm=v", "杯杯"})
        EXPECT_FALSE(from_base64(bad)) << bad;
}

}  // namespace
}  // namespace server::http
