#include "config/settings_after_sales.h"

namespace config {

void read_after_sales(TomlTable& root, AfterSalesSettings& after_sales) {
    using std::chrono::hours;
    using std::chrono::minutes;
    auto table = root.table("after_sales");
    if (!table) return;
    constexpr minutes kLeast{hours{1}};
    constexpr minutes kMost{hours{24 * 30}};
    table->minutes("answer_unshipped", after_sales.answer_unshipped, kLeast, kMost);
    table->minutes("answer_shipped", after_sales.answer_shipped, kLeast, kMost);
    table->minutes("answer_return", after_sales.answer_return, kLeast, kMost);
    table->minutes("answer_exchange", after_sales.answer_exchange, kLeast, kMost);
    table->minutes("answer_other", after_sales.answer_other, kLeast, kMost);
    table->minutes("warn_before", after_sales.warn_before, minutes{0}, kMost);
    table->minutes("fresh", after_sales.fresh, minutes{10}, kMost);
    table->finish();
}

}  // namespace config
