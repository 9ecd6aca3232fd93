// loop PAPER.rheo ROBOT.rheo: loop.c from Rust, linked to librheobase.a.
use std::ffi::{c_void, CStr};
use std::os::raw::c_char;
use std::ptr::{null, null_mut};

#[repr(C)]
#[derive(Default)]
struct Counters {
    spikes: u64,
    events: u64,
    inputs_refused: u64,
    inputs_cut: u64,
    steps_at_limit: u64,
}

#[repr(C)]
struct EncoderOptions {
    population: *const c_char,
    kind: u32,
    first: u32,
    count: u32,
    value_low: f32,
    value_high: f32,
    current_low: f32,
    current_high: f32,
    rate_low_hz: f32,
    rate_high_hz: f32,
    period_ms: f32,
    pulse_ms: f32,
    width: f32,
    circular: u32,
    latency_at_low_ms: f32,
    latency_at_high_ms: f32,
    stuck_ms: f32,
    seed: u64,
}

#[repr(C)]
struct DecoderOptions {
    population: *const c_char,
    kind: u32,
    first: u32,
    count: u32,
    window_ms: f32,
    tau_ms: f32,
    rate_low_hz: f32,
    rate_high_hz: f32,
    out_low: f32,
    out_high: f32,
    circular: u32,
    preferred: *const f32,
}

#[repr(C)]
#[derive(Default)]
struct Decoded {
    value: f32,
    rate_hz: f32,
    active: u32,
    x: f32,
    y: f32,
    magnitude: f32,
    neuron: u32,
    latency_ms: f32,
}

const NO_NEURON: u32 = 0xFFFF_FFFF;

type Handle = *mut c_void; // opaque, in our memory

extern "C" {
    fn rheo_status_text(status: i32) -> *const c_char;
    fn rheo_engine_size(image: *const c_void, image_bytes: usize, options: *const c_void, bytes: *mut usize) -> i32;
    fn rheo_init(memory: Handle, bytes: usize, image: *const c_void, image_bytes: usize, options: *const c_void,
                 engine: *mut Handle) -> i32;
    fn rheo_step(engine: Handle);
    fn rheo_version() -> u32;
    fn rheo_next_spike(engine: Handle, population: u32, from: u32) -> u32;
    fn rheo_find_population(engine: Handle, name: *const c_char, population: *mut u32) -> i32;
    fn rheo_get_counters(engine: Handle, counters: *mut Counters);
    fn rheo_spike_hash(engine: Handle) -> u64;
    fn rheo_state_hash(engine: Handle) -> u64;
    fn rheo_default_encoder_options(kind: u32) -> EncoderOptions;
    fn rheo_encoder_size(engine: Handle, options: *const EncoderOptions, bytes: *mut usize) -> i32;
    fn rheo_encoder_init(memory: Handle, bytes: usize, engine: Handle, options: *const EncoderOptions,
                         encoder: *mut Handle) -> i32;
    fn rheo_encode(encoder: Handle, value: f32) -> i32;
    fn rheo_default_decoder_options(kind: u32) -> DecoderOptions;
    fn rheo_decoder_size(engine: Handle, options: *const DecoderOptions, bytes: *mut usize) -> i32;
    fn rheo_decoder_init(memory: Handle, bytes: usize, engine: Handle, options: *const DecoderOptions,
                         decoder: *mut Handle) -> i32;
    fn rheo_decode(decoder: Handle, details: *mut Decoded) -> f32;
}

#[repr(C, align(64))]
struct Line([u8; 64]);

// Never given back: what the engine lives in must outlive it.
fn aligned(bytes: usize) -> Handle {
    let mut room: Vec<Line> = Vec::new();
    room.resize_with((bytes + 63) / 64, || Line([0; 64]));
    Box::leak(room.into_boxed_slice()).as_mut_ptr() as Handle
}

fn check(status: i32) {
    if status != 0 {
        let text = unsafe { CStr::from_ptr(rheo_status_text(status)) };
        panic!("{}", text.to_str().unwrap());
    }
}

unsafe fn engine_of(path: &str) -> Handle {
    let file = std::fs::read(path).unwrap();
    let image = aligned(file.len());
    std::ptr::copy_nonoverlapping(file.as_ptr(), image as *mut u8, file.len());
    let (mut bytes, mut net) = (0, null_mut());
    check(rheo_engine_size(image, file.len(), null(), &mut bytes));
    check(rheo_init(aligned(bytes), bytes, image, file.len(), null(), &mut net));
    net
}

unsafe fn print_run(name: &str, net: Handle, value: f32) {
    let mut counters = Counters::default();
    rheo_get_counters(net, &mut counters);
    let (spikes, state) = (rheo_spike_hash(net), rheo_state_hash(net));
    println!("{} {} {:016x} {:016x} {:08x}", name, counters.spikes, spikes, state, value.to_bits());
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    unsafe {
        let paper = engine_of(&arguments[1]);
        for _ in 0..1000 {
            rheo_step(paper);
        }
        print_run("paper", paper, 0.0);

        let robot = engine_of(&arguments[2]);
        let (mut sense, mut motor) = (rheo_default_encoder_options(3), rheo_default_decoder_options(2)); // POPULATION, TRACE
        sense.value_high = 2.0;
        let name = b"M\0";
        motor.population = name.as_ptr() as *const c_char;
        let mut population = 0;
        check(rheo_find_population(robot, motor.population, &mut population));
        let (mut bytes, mut encoder, mut decoder) = (0, null_mut(), null_mut());
        check(rheo_encoder_size(robot, &sense, &mut bytes));
        check(rheo_encoder_init(aligned(bytes), bytes, robot, &sense, &mut encoder));
        check(rheo_decoder_size(robot, &motor, &mut bytes));
        check(rheo_decoder_init(aligned(bytes), bytes, robot, &motor, &mut decoder));
        let (mut value, mut details, mut spikes) = (0.0f32, Decoded::default(), 0);
        for t in 0..2000 {
            check(rheo_encode(encoder, value + (t % 128) as f32 / 128.0));
            rheo_step(robot);
            value = rheo_decode(decoder, &mut details);
            assert!(details.value == value);
            let mut neuron = rheo_next_spike(robot, population, 0);
            while neuron != NO_NEURON {
                spikes += neuron + 1;
                neuron = rheo_next_spike(robot, population, neuron + 1);
            }
        }
        print_run("robot", robot, value);
        println!("library {}, spikes of the motor {}", rheo_version(), spikes);
    }
}
