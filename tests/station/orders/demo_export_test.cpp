// config/demo/prepare_export.py moves the demo's dates; what it writes must be the same orders.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/files.h"
#include "station/orders/order_export.h"
#include "station/orders/table_file.h"

namespace {

namespace fs = std::filesystem;

station::ExportReading read(const fs::path& path) {
    const auto file = base::read_file(path, 1u << 20);
    if (!file) throw std::runtime_error(file.error().message);
    const auto table = station::read_table(*file);
    if (!table) throw std::runtime_error(table.error().message);
    const auto layout = config::load_source_layout("config/sources/qianfan.toml");
    if (!layout) throw std::runtime_error(layout.error().message);
    const auto reading = station::read_order_export(*table, *layout, base::Time{});
    if (!reading) throw std::runtime_error(reading.error().message);
    return *reading;
}

base::Time newest(const station::ExportReading& reading) {
    base::Time latest{};
    for (const auto& order : reading.orders) latest = std::max(latest, order.created_at);
    return latest;
}

TEST(DemoExport, MovesEveryDateByTheSameTimeUpToNow) {
    const auto source = read("config/demo/export.xlsx");
    const struct {
        const char* now;
        const char* file;
    } cases[] = {
        {"2027-01-05 23:59", "小红书订单查询2027-01-05-23_59_demo0001.xlsx"},
        {"2027-01-05 00:01", "小红书订单查询2027-01-05-00_01_demo0001.xlsx"},
        {"2025-06-01 12:00", "小红书订单查询2025-06-01-12_00_demo0001.xlsx"},
    };
    for (const auto& c : cases) {
        const fs::path folder = fs::path(testing::TempDir()) / "packbench-demo-export";
        fs::remove_all(folder);
        const std::string command = "python3 config/demo/prepare_export.py '" + folder.string() +
                                    "' --now '" + c.now + "' > /dev/null";
        ASSERT_EQ(std::system(command.c_str()), 0);
        const auto moved = read(folder / c.file);
        const auto now = base::parse_beijing(c.now);
        EXPECT_EQ(station::as_of_from_name(c.file), *now);
        EXPECT_EQ(newest(moved), *now - std::chrono::minutes{1}) << c.now;
        ASSERT_EQ(moved.orders.size(), source.orders.size());
        const auto shift = newest(moved) - newest(source);
        for (std::size_t i = 0; i < moved.orders.size(); ++i) {
            EXPECT_EQ(moved.orders[i].created_at - source.orders[i].created_at, shift);
            EXPECT_EQ(*moved.orders[i].ship_by - *source.orders[i].ship_by, shift);
            EXPECT_EQ(moved.orders[i].receiver, source.orders[i].receiver);
            EXPECT_EQ(moved.orders[i].items, source.orders[i].items);
        }
        fs::remove_all(folder);
    }
}

}  // namespace
