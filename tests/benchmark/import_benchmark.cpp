// 20,000 rows, each an order of its own, through a whole station: how long, how much memory, how
// long the bench has to wait, and where the time goes. Prints a table; checks nothing.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <thread>

#include "base/files.h"
#include "base/log.h"
#include "config/carriers.h"
#include "config/divisions.h"
#include "config/number_sheet_layout.h"
#include "config/source_layout.h"
#include "station/desk/intake.h"
#include "station/screening/screener.h"
#include "station/station.h"
#include "tests/generators/order_exports.h"
#include "tests/station/orders/peak_memory.h"

namespace {

using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

double ms_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// The cost of one step alone, for all orders, in ms.
template <typename F>
double alone(F&& step) {
    const auto start = Clock::now();
    step();
    return ms_since(start);
}

long resident_kb(const char* key) {
    std::ifstream status("/proc/self/status");
    std::string line;
    while (std::getline(status, line)) {
        if (line.rfind(key, 0) == 0) return std::stol(line.substr(std::string(key).size()));
    }
    return 0;
}

/// Does it in a process of its own, so that no memory is left of it. Ends this one when it fails.
template <typename F>
void apart(F&& work) {
    std::fflush(nullptr);
    const pid_t child = fork();
    if (child == 0) {
        const bool done = work();
        std::fflush(nullptr);
        _exit(done ? 0 : 1);
    }
    int ended = 1;
    if (child < 0 || waitpid(child, &ended, 0) != child || ended != 0) std::exit(2);
}

void run(const char* title, const tests::ExportStyle& style, int rows, const fs::path& folder,
         const config::DataFiles& data_files) {
    const base::SystemClock clock;
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    fs::create_directories(folder);
    const fs::path file = folder / "小红书订单查询2026-11-24-09_00_0a1b2c3d.export";
    // What making the file takes is not the station's.
    apart([&] {
        const base::Bytes bytes =
            tests::write_export(tests::generate_single_rows(rows, 7), style, 11);
        return base::write_file_atomically(file, bytes).has_value();
    });
    std::ofstream("/proc/self/clear_refs") << "5";
    const long before_kb = resident_kb("VmRSS:");

    config::Settings settings;
    settings.data_folder = folder / "data";
    settings.shop.name = "花店";
    settings.default_carrier = base::CarrierCode("zto");
    settings.benches = {{base::BenchName("1"), "打包台 1", {}, true}};
    station::Station::Options options{settings, data_files, &clock, [] {}, true, {}};
    auto station = station::Station::open(std::move(options));
    if (!station) {
        std::fprintf(stderr, "%s\n", station.error().message.c_str());
        std::exit(2);
    }
    bool done = false;
    int created = 0;
    const std::clock_t cpu = std::clock();
    const auto start = Clock::now();
    auto begun = (*station)->import_later(file, false, station::Actor{"bench"},
                                          [&](base::Result<station::ImportView> view) {
                                              done = true;
                                              if (view) created = view->created;
                                          });
    if (!begun) std::exit(2);
    std::vector<double> slices;
    while (!done) {
        const auto slice = Clock::now();
        const bool more = (*station)->work();
        if (more)
            slices.push_back(ms_since(slice));
        else
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    const double total = ms_since(start);
    const double cpu_s = static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC;
    const long peak_kb = resident_kb("VmHWM:");
    std::sort(slices.begin(), slices.end());
    std::printf("\n%s: %d rows, %d new orders: %.2f s, %.0f rows/s, %.3f ms a row\n", title, rows,
                created, total / 1000, rows / (total / 1000), total / rows);
    std::printf("  processor: %.2f s; the rest waits for the disk or for other programs\n", cpu_s);
    std::printf("  memory: %ld MB at most, %ld MB of them before\n", peak_kb / 1024,
                before_kb / 1024);
    std::printf("  slices: %zu; median %.1f ms, 99 %% %.1f ms, longest %.1f ms\n", slices.size(),
                slices[slices.size() / 2], slices[slices.size() * 99 / 100], slices.back());
    (*station)->stop(std::chrono::milliseconds(100));
    station->reset();

    // The same steps alone, to see where the time goes.
    auto codec = station::PersonalDataCodec::open(settings.data_folder, true);
    auto layout = config::load_source_layout(data_files, "qianfan");
    auto sheets = config::load_number_sheet_layout(data_files, "generic");
    auto divisions = config::Divisions::load(data_files);
    if (!codec || !layout || !sheets || !divisions) std::exit(2);
    std::optional<station::PreparedFile> prepared;
    const double read_ms = alone([&] {
        prepared =
            station::prepare_file(file, *layout, {}, *sheets, *codec, base::SystemClock().now());
    });
    const auto& orders = prepared->reading->orders;
    const station::AddressScreener screener(*divisions, settings.screening);
    const double screen_ms = alone([&] {
        for (const auto& order : orders)
            (void)screener.screen({.name = order.receiver.name,
                                   .phone = order.receiver.phone,
                                   .province = order.receiver.province,
                                   .city = order.receiver.city,
                                   .district = order.receiver.district,
                                   .detail = order.receiver.address,
                                   .text = {},
                                   .seller_flag = order.seller_flag,
                                   .seller_remark = order.seller_remark,
                                   .recent = {}});
    });
    const double seal_ms = alone([&] {
        for (const auto& order : orders) {
            const auto key = codec->new_order_key();
            for (int field = 0; field < 9; ++field)
                (void)codec->encrypt(key, "name", order.receiver.address);
        }
    });
    const auto share = [&](const char* step, double ms) {
        std::printf("  %-34s %7.0f ms %5.1f %%\n", step, ms, 100 * ms / total);
    };
    share("read and group (reader thread)", read_ms);
    share("screen", screen_ms);
    share("seal personal data", seal_ms);
    share("database and the rest", total - read_ms - screen_ms - seal_ms);
    fs::remove_all(folder, ignored);
}

}  // namespace

int main(int argc, char** argv) {
    base::set_log_level(base::LogLevel::Error);
    const int rows = argc > 1 ? std::atoi(argv[1]) : 20'000;
    // On a real disk: a folder in memory would hide what a commit costs.
    const fs::path folder = fs::path(argc > 2 ? argv[2] : "build") / "import-benchmark";
    auto data_files = config::DataFiles::locate({});
    if (!data_files) {
        std::fprintf(stderr, "%s\n", data_files.error().message.c_str());
        return 2;
    }
    const auto measure = [&](const char* title, const tests::ExportStyle& style) {
        apart([&] {
            run(title, style, rows, folder, *data_files);
            return true;
        });
    };
    measure("XLSX, 72 columns", {.format = tests::ExportStyle::Format::XlsxSharedStrings});
    measure("CSV, 75 columns, GB18030", {.format = tests::ExportStyle::Format::Csv,
                                         .encoding = tests::ExportStyle::Encoding::Gb18030,
                                         .columns = 75,
                                         .shuffled = true,
                                         .slash_dates = true});
    return 0;
}
