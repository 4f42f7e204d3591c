// The program as a process of its own: signals, exit codes, two processes on one data folder.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/server/temporary_folder.h"

namespace server {
namespace {

using namespace std::chrono_literals;

class ProcessTest : public testing::Test {
protected:
    void SetUp() override {
        std::filesystem::create_directories(folder_.path() / "data");
        ::setenv("FAKE_LOCK", (folder_.path() / "data/lock").c_str(), 1);
    }
    void TearDown() override {
        if (daemon_ > 0) {
            ::kill(daemon_, SIGKILL);
            ::waitpid(daemon_, nullptr, 0);
        }
    }

    // Starts the program; its output goes to NAME.out and NAME.err in the folder.
    pid_t start(const std::string& name, std::vector<std::string> words) {
        std::filesystem::remove(folder_.path() / (name + ".err"));  // Of the run before.
        const pid_t pid = ::fork();
        if (pid != 0) return pid;
        for (const auto& [stream, ending] : {std::pair{1, ".out"}, std::pair{2, ".err"}}) {
            const int file = ::open((folder_.path() / (name + ending)).c_str(),
                                    O_CREAT | O_TRUNC | O_WRONLY, 0600);
            ::dup2(file, stream);
        }
        std::vector<char*> arguments;
        std::string program = PACKBENCH_PROGRAM;
        arguments.push_back(program.data());
        for (std::string& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        ::execv(program.c_str(), arguments.data());
        ::_exit(127);
    }
    int wait(pid_t pid) {
        int status = 0;
        ::waitpid(pid, &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
    }
    std::string text(const std::string& name) {
        std::ifstream in(folder_.path() / name);
        std::ostringstream out;
        out << in.rdbuf();
        return out.str();
    }
    // Serves on a port that is this test process's own and returns when it says that it runs.
    void serve() {
        config_ = write_config(folder_.path(), port_).string();
        daemon_ = start("serve", {"serve", "--config", config_});
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        while (text("serve.err").find("Ctrl-C") == std::string::npos &&
               std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(10ms);
        ASSERT_NE(text("serve.err").find("Ctrl-C"), std::string::npos) << text("serve.err");
    }
    int stop(int signal) {
        ::kill(daemon_, signal);
        const int exit = wait(daemon_);
        daemon_ = 0;
        return exit;
    }

    TemporaryFolder folder_;
    std::string config_;
    const int port_ = 20'000 + ::getpid() % 12'000;
    pid_t daemon_ = 0;
};

TEST_F(ProcessTest, ServeSaysWhereToLookAndStopsOnEitherSignal) {
    for (const int signal : {SIGTERM, SIGINT}) {
        serve();
        const std::string said = text("serve.err");
        for (const std::string& part :
             {std::string("http://127.0.0.1:") + std::to_string(port_), std::string("111 to ship"),
              std::string("labels"), std::string("Ctrl-C")})
            EXPECT_NE(said.find(part), std::string::npos) << part << " in " << said;
        EXPECT_EQ(text("serve.out"), "");
        const auto begin = std::chrono::steady_clock::now();
        EXPECT_EQ(stop(signal), 0);
        EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
        EXPECT_NE(text("serve.err").find("Stopped"), std::string::npos);
        EXPECT_FALSE(std::filesystem::exists(folder_.path() / "data/packbench.sock"));
        EXPECT_FALSE(std::filesystem::exists(folder_.path() / "data/lock"));
    }
}

TEST_F(ProcessTest, APortInUseIsTwoWithWhatToDo) {
    serve();
    ::setenv("FAKE_LOCK", (folder_.path() / "other-lock").c_str(), 1);
    const int exit = wait(start("second", {"serve", "--config", config_}));
    EXPECT_EQ(exit, 2);
    const std::string said = text("second.err");
    EXPECT_NE(said.find("127.0.0.1:" + std::to_string(port_) + " is in use"), std::string::npos)
        << said;
    EXPECT_NE(said.find("http.port"), std::string::npos) << said;
}

TEST_F(ProcessTest, ImportAndShipFileGoThroughTheDaemonThatRuns) {
    serve();
    const auto file = folder_.write("orders.csv", "x");
    EXPECT_EQ(wait(start("import", {"import", "--json", "--config", config_, file.string()})), 0)
        << text("import.err");
    const std::string beside = text("import.out");
    EXPECT_NE(beside.find("\"orders\":2"), std::string::npos) << beside;
    const auto target = folder_.path() / "ship.csv";
    EXPECT_EQ(wait(start("ship", {"ship-file", "--config", config_, "-o", target.string()})), 0)
        << text("ship.err");
    EXPECT_TRUE(std::filesystem::exists(target));
    EXPECT_EQ(stop(SIGTERM), 0);
    // The same words and the same answer without a daemon.
    EXPECT_EQ(wait(start("alone", {"import", "--json", "--config", config_, file.string()})), 0);
    EXPECT_EQ(text("alone.out"), beside);
}

TEST_F(ProcessTest, AMistakeInTheConfigIsTwoWithItsPlace) {
    const auto bad = folder_.write("bad.toml", "[http]\nport = \"x\"\n");
    EXPECT_EQ(wait(start("bad", {"serve", "--config", bad.string()})), 2);
    EXPECT_NE(text("bad.err").find("bad.toml:2:"), std::string::npos) << text("bad.err");
}

TEST_F(ProcessTest, AnAddressThatOthersReachIsRefused) {
    auto config = write_config(folder_.path());
    std::string content = text("station.toml");
    content.replace(content.find("[http]\n"), 7, "[http]\naddress = \"0.0.0.0\"\n");
    folder_.write("station.toml", content);
    EXPECT_EQ(wait(start("open", {"serve", "--config", config.string()})), 2);
    EXPECT_NE(text("open.err").find("127.0.0.1"), std::string::npos) << text("open.err");
}

}  // namespace
}  // namespace server
