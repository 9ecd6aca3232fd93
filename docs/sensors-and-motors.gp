# build/release/examples/sensors_and_motors >sensors.txt; gnuplot docs/sensors-and-motors.gp
set terminal pngcairo size 900,560 font "DejaVu Sans,10"
set output "docs/pictures/sensors_and_motors.png"
set multiplot layout 2,1
set grid lc rgb "#dddddd"
set key top left
set ylabel "heading, degrees"
set yrange [-180:180]
set ytics 90
plot "sensors.txt" using 1:4 with dots lc rgb "#c44e52" notitle, NaN with points pt 7 lc rgb "#c44e52" title "population vector, 20 ms", \
     "" using 1:2 with dots lc rgb "#333333" notitle, NaN with points pt 7 lc rgb "#333333" title "compass"
set xlabel "ms"
set ylabel "speed, m/s"
set yrange [0:2.4]
set ytics 1
plot "sensors.txt" using 1:5 with lines lc rgb "#c44e52" title "trace, 20 ms", "" using 1:3 with lines lw 2 lc rgb "#333333" title "speedometer"
